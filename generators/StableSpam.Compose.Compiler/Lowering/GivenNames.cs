using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>The names that every rule is given.</summary>
internal static class GivenNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["g", "grad", "w", "lr", "t", "k", "numel", "rows", "columns", "rank"];

    /// <summary>The current value of a given name; <see langword="null"/> if it is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="chain">What the chain has come to.</param>
    /// <param name="builder">Takes the leaf that it reads.</param>
    /// <param name="isFlattened">Whether rows and columns are those of the flattened view.</param>
    public static int? Find(string name, ChainState chain, ProgramBuilder builder, bool isFlattened) => name switch
    {
        "g" => chain.Update,
        "grad" => chain.Gradient,
        "w" => chain.Weight,
        "lr" => chain.LearningRate,
        "k" => chain.Clock,
        "t" => builder.Leaf(Opcode.StepClock, Scope.Step, ValueKind.Double, label: "t"),
        "numel" => builder.Leaf(Opcode.ElementCount, Scope.Tensor, ValueKind.Double, label: "numel"),
        "rows" => Rows(builder, isFlattened),
        "columns" => Columns(builder, isFlattened),
        "rank" => builder.Leaf(Opcode.Rank, Scope.Tensor, ValueKind.Double, label: "rank"),
        _ => null,
    };

    /// <summary>The rows of a matrix.</summary>
    public static int Rows(ProgramBuilder builder, bool isFlattened) =>
        builder.Leaf(Opcode.RowCount, Scope.Tensor, ValueKind.Double, View(isFlattened), "rows");

    /// <summary>The columns of a matrix.</summary>
    public static int Columns(ProgramBuilder builder, bool isFlattened) =>
        builder.Leaf(Opcode.ColumnCount, Scope.Tensor, ValueKind.Double, View(isFlattened), "columns");

    private static int View(bool isFlattened) => isFlattened ? 1 : 0;
}
