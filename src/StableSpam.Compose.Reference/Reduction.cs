using System.Diagnostics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The meaning of the opcodes that fold many numbers to one: the elements of a tensor, or a number of each of some tensors.</summary>
internal static class Reduction
{
    /// <summary>The value of <paramref name="node"/> for what its operands hold.</summary>
    public static double Fold(NumberMode mode, Node node, double[][] operands) => (node.Opcode, operands.Length, mode) switch
    {
        (Opcode.Sum, 1, NumberMode.Double) => PlainSum.Sum(operands[0]),
        (Opcode.Sum, 1, NumberMode.Exact) => OrderOfSums.Sum(Singles(operands[0])),
        (Opcode.SumOfProducts, 2, NumberMode.Double) => PlainSum.SumOfProducts(operands[0], operands[1]),
        (Opcode.SumOfProducts, 2, NumberMode.Exact) => OrderOfSums.SumOfProducts(Singles(operands[0]), Singles(operands[1])),
        // Tensors are few: they are added one after the other, as they were registered, in either mode.
        (Opcode.GroupSum, 1, _) => PlainSum.Sum(operands[0]),
        (Opcode.Largest or Opcode.GroupLargest, 1, _) => LargestInOrderOfBits.Of(operands[0]),
        _ => throw new UnreachableException($"{node.Opcode} over {operands.Length} operands has no meaning."),
    };

    /// <summary>The fp32 numbers that the operand of a reduction holds.</summary>
    private static float[] Singles(double[] values) => Array.ConvertAll(values, value => (float)value);
}
