using System.Diagnostics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>What the nodes without operands read.</summary>
internal static class Leaf
{
    /// <summary>
    /// Value number <paramref name="i"/> of <paramref name="node"/>, which has as many as its scope.
    /// </summary>
    public static double Read(NumberMode mode, Node node, StepInputs inputs, int i) => node.Opcode switch
    {
        Opcode.Constant => node.Constant,
        Opcode.Hyperparameter => inputs.Group[inputs.Program.Hyperparameters[node.Slot].Name],
        Opcode.LearningRate => inputs.Group.LearningRate,
        Opcode.StepClock => inputs.StepClock,
        Opcode.UpdateClock => inputs.Parameter.UpdateCount + 1,
        Opcode.FirstUpdate => Condition.Number<double>(!inputs.Parameter.WasUpdated),
        Opcode.ElementCount => inputs.Parameter.Value.Length,
        Opcode.Rank => inputs.Parameter.Shape.Length,
        Opcode.RowCount => inputs.Parameter.Layout.View(IsFlattened(node)).Rows,
        Opcode.ColumnCount => inputs.Parameter.Layout.View(IsFlattened(node)).Columns,
        Opcode.MatrixCount => inputs.Parameter.Layout.View(isFlattened: false).Matrices,
        Opcode.BlockCount => inputs.Parameter.Layout.BlockCount,
        Opcode.BlockLength => inputs.Parameter.Layout.BlockLength(i),
        Opcode.Gradient => Storage.Number(mode, inputs.Parameter.GradientType, inputs.Parameter.Gradient[i]),
        Opcode.Weight => inputs.Parameter.Value[i],
        Opcode.State => inputs.Parameter.State(inputs.Program.States[node.Slot].Name)[i],
        _ => throw new UnreachableException($"{node.Opcode} without operands has no meaning."),
    };

    private static bool IsFlattened(Node node) => node.Slot == 1;
}
