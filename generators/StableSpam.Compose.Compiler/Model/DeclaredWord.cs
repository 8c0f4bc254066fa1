using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>Checks words that a declaration chooses from a few.</summary>
public static class DeclaredWord
{
    /// <summary>The scope of a state that has a value for each element.</summary>
    public const string Element = "element";

    /// <summary>The type that a state of elements has where none is given.</summary>
    public const string Float32 = "float32";

    /// <summary>Rounding by chance.</summary>
    public const string Stochastic = "stochastic";

    /// <summary>What a hyperparameter's <c>type:</c> may be.</summary>
    public static IReadOnlyList<string> Types { get; } = ["real", "int"];

    /// <summary>What a state may be kept for: <c>per:</c>.</summary>
    public static IReadOnlyList<string> StateScopes { get; } =
        [Element, "row", "column", "block", "matrix", "tensor", "group", "step"];

    /// <summary>What an element state may be stored in: <c>type:</c>.</summary>
    public static IReadOnlyList<string> StateTypes { get; } = [Float32, "bfloat16", "float16"];

    /// <summary>How what is stored in fewer bits is rounded: <c>rounding:</c>.</summary>
    public static IReadOnlyList<string> Roundings { get; } = ["nearest", Stochastic];

    /// <summary>The shape cases of a rule and of a state's <c>for:</c>.</summary>
    public static IReadOnlyList<string> Shapes { get; } = ["matrix", "vector"];

    /// <summary>How rows and columns are taken: <c>view:</c>.</summary>
    public static IReadOnlyList<string> Views { get; } = ["batched", "flattened"];

    /// <summary>Flags, and whether a state is a moment.</summary>
    public static IReadOnlyList<string> TruthValues { get; } = ["true", "false"];

    /// <summary>What <c>apply:</c> takes.</summary>
    public static IReadOnlyList<string> Applications { get; } = ["own"];

    /// <summary>Whether <paramref name="word"/> is one of <paramref name="allowed"/>; reports it otherwise.</summary>
    /// <param name="word">The word.</param>
    /// <param name="key">The key that it is the value of.</param>
    /// <param name="allowed">What the key takes.</param>
    /// <param name="findings">Takes the finding.</param>
    public static bool Check(Spelled word, string key, IReadOnlyList<string> allowed, FindingBag findings)
    {
        if (allowed.Contains(word.Text)) return true;
        findings.Report(FindingCatalog.UnknownWord, word.Span, key, Listed(allowed), word.Text, Suggestion.DidYouMean(word.Text, allowed));
        return false;
    }

    /// <summary>The words, for a message: <c>a, b or c</c>.</summary>
    internal static string Listed(IReadOnlyList<string> words) => words.Count == 1
        ? $"'{words[0]}'"
        : string.Join(", ", words.Take(words.Count - 1)) + " or " + words[words.Count - 1];
}
