namespace StableSpamCompose.Compiler.Language;

/// <summary>The words that the rule language knows: its reserved words, the names it gives, and its functions.</summary>
public static class Vocabulary
{
    /// <summary>The label that says what a reduction folds away.</summary>
    public const string Over = "over";

    /// <summary>Words of the grammar, and the two constants that no name may hide.</summary>
    public static IReadOnlyList<string> ReservedWords { get; } =
        ["if", "then", "else", "and", "or", "not", "inf", "as", "true", "false"];

    /// <summary>Names that every rule is given and may assign.</summary>
    public static IReadOnlyList<string> AssignableNames { get; } = ["g", "w", "lr", "k"];

    /// <summary>Names that every rule is given and may only read.</summary>
    public static IReadOnlyList<string> ReadOnlyNames { get; } = ["grad", "t", "numel", "rows", "columns", "rank"];

    /// <summary>What <c>over:</c> takes.</summary>
    public static IReadOnlyList<string> Domains { get; } = ["elements", "rows", "columns", "block", "group", "all"];

    /// <summary>The functions by name.</summary>
    public static IReadOnlyDictionary<string, FunctionSignature> Functions { get; } = new FunctionSignature[]
    {
        new("abs", FunctionKind.Elementwise, ["x"]),
        new("sqrt", FunctionKind.Elementwise, ["x"]),
        new("rsqrt", FunctionKind.Elementwise, ["x"]),
        new("sign", FunctionKind.Elementwise, ["x"]),
        new("floor", FunctionKind.Elementwise, ["x"]),
        new("round", FunctionKind.Elementwise, ["x"]),
        new("isfinite", FunctionKind.Elementwise, ["x"]),
        new("isnan", FunctionKind.Elementwise, ["x"]),
        new("exp", FunctionKind.Elementwise, ["x"]),
        new("log", FunctionKind.Elementwise, ["x"]),
        new("tanh", FunctionKind.Elementwise, ["x"]),
        new("cos", FunctionKind.Elementwise, ["x"]),
        new("min", FunctionKind.Elementwise, ["a", "b"]),
        new("max", FunctionKind.Elementwise, ["a", "b"]),
        new("mod", FunctionKind.Elementwise, ["a", "b"]),
        new("pow", FunctionKind.Elementwise, ["a", "b"]),
        new("clamp", FunctionKind.Elementwise, ["x", "lo", "hi"]),
        new("lerp", FunctionKind.Elementwise, ["a", "b", "s"]),
        new("fma", FunctionKind.Elementwise, ["a", "b", "c"]),

        new("sum", FunctionKind.Reduction, ["x"]),
        new("mean", FunctionKind.Reduction, ["x"]),
        new("amax", FunctionKind.Reduction, ["x"]),
        new("amin", FunctionKind.Reduction, ["x"]),
        new("norm", FunctionKind.Reduction, ["x"]),
        new("rms", FunctionKind.Reduction, ["x"]),
        new("count", FunctionKind.Reduction, ["c"]),
        new("any", FunctionKind.Reduction, ["c"]),
        new("all", FunctionKind.Reduction, ["c"]),

        new("cosine", FunctionKind.Schedule, ["x", "n"]),
        new("linear", FunctionKind.Schedule, ["x", "n"]),

        new("uniform", FunctionKind.Random, ["seed"]),
        new("normal", FunctionKind.Random, ["seed"]),
    }.ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>Whether the language itself means something by <paramref name="name"/>, so that a recipe cannot declare it.</summary>
    public static bool IsReserved(string name) =>
        ReservedWords.Contains(name) || AssignableNames.Contains(name) || ReadOnlyNames.Contains(name) || Functions.ContainsKey(name);
}
