using System.Diagnostics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>What the nodes without operands read.</summary>
internal static class Leaf
{
    /// <summary>
    /// The number that <paramref name="node"/> stands for in element <paramref name="i"/>, which is 0 where there is one for all.
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
        Opcode.Gradient => Storage.Number(mode, inputs.Parameter.GradientType, inputs.Parameter.Gradient[i]),
        Opcode.Weight => inputs.Parameter.Value[i],
        Opcode.State => inputs.Parameter.State(inputs.Program.States[node.Slot].Name)[i],
        _ => throw new UnreachableException($"{node.Opcode} without operands has no meaning."),
    };
}
