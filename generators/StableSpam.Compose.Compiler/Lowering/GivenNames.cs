using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>The names that every rule is given.</summary>
internal static class GivenNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["g", "grad", "w", "lr", "t", "k", "numel", "rank"];

    /// <summary>The current value of a given name; <see langword="null"/> if it is none.</summary>
    public static int? Find(string name, ChainState chain, ProgramBuilder builder) => name switch
    {
        "g" => chain.Update,
        "grad" => chain.Gradient,
        "w" => chain.Weight,
        "lr" => chain.LearningRate,
        "k" => chain.Clock,
        "t" => builder.Leaf(Opcode.StepClock, Scope.Step, ValueKind.Double, label: "t"),
        "numel" => builder.Leaf(Opcode.ElementCount, Scope.Tensor, ValueKind.Double, label: "numel"),
        "rank" => builder.Leaf(Opcode.Rank, Scope.Tensor, ValueKind.Double, label: "rank"),
        _ => null,
    };
}
