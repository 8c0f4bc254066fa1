using System.Diagnostics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>
/// The meaning of the opcodes that fold many numbers to one: those of a tensor or of a part of it, or a number of each of some tensors.
/// </summary>
internal static class Reduction
{
    /// <summary>One value of <paramref name="node"/> for the values of scope <paramref name="from"/> that are folded to it.</summary>
    public static double Fold(NumberMode mode, Node node, Scope from, double[][] operands) =>
        (node.Opcode, operands.Length, OrderOf(mode, node, from)) switch
        {
            (Opcode.Sum or Opcode.GroupSum, 1, Order.Plain) => PlainSum.Sum(operands[0]),
            (Opcode.Sum, 1, Order.Run) => OrderOfSums.Sum(Singles(operands[0])),
            (Opcode.Sum, 1, Order.Column) => OrderOfColumnSums.Sum(Singles(operands[0])),
            (Opcode.SumOfProducts, 2, Order.Plain) => PlainSum.SumOfProducts(operands[0], operands[1]),
            (Opcode.SumOfProducts, 2, Order.Run) => OrderOfSums.SumOfProducts(Singles(operands[0]), Singles(operands[1])),
            (Opcode.SumOfProducts, 2, Order.Column) => OrderOfColumnSums.SumOfProducts(Singles(operands[0]), Singles(operands[1])),
            (Opcode.Largest or Opcode.GroupLargest, 1, _) => LargestInOrderOfBits.Of(operands[0]),
            _ => throw new UnreachableException($"{node.Opcode} over {operands.Length} operands has no meaning."),
        };

    private enum Order
    {
        // One after the other, in double.
        Plain,

        // What lies in a row, as all of a tensor does.
        Run,

        // What lies below each other.
        Column,
    }

    // Values in double, one a matrix or one a tensor, are few.
    private static Order OrderOf(NumberMode mode, Node node, Scope from) =>
        mode == NumberMode.Double || !from.IsSingle() ? Order.Plain
        : node.Scope.IsColumn() ? Order.Column
        : Order.Run;

    /// <summary>The fp32 numbers that the operand of a reduction holds.</summary>
    private static float[] Singles(double[] values) => Array.ConvertAll(values, value => (float)value);
}
