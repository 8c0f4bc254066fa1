using StableSpamCompose.Compiler.Model;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>What is written in <c>[Transform(..)]</c>: a declaration where there is a rule, or a rounding in its place, else a use alone.</summary>
internal static class OwnTransform
{
    /// <summary>Property that says how the parameter is rounded.</summary>
    public const string ParameterRounding = "ParameterRounding";

    /// <summary>Property that says what that draws from.</summary>
    public const string ParameterSeed = "ParameterSeed";

    private static readonly string[] RuleProperties = ["Matrix", "Vector", ParameterRounding];

    /// <summary>What the attribute says of the transform rather than of its use in a chain.</summary>
    public static IReadOnlyList<string> Properties { get; } = [.. RuleProperties, ParameterSeed, "Summary", "Source", "View", "AppliesItself", "Replaces"];

    /// <summary>Whether an attribute has a rule, or what does without one.</summary>
    public static bool IsDeclaredBy(AttributeArguments attribute) =>
        attribute.Find(1, "rule") is not null || attribute.Names.Any(name => RuleProperties.Contains(name.Text));

    /// <summary>The name of the transform.</summary>
    public static Spelled? NameIn(AttributeArguments attribute) => attribute.Find(0, "name")?.AsText();

    /// <summary>Text on one line; empty where there is none.</summary>
    public static string OneLine(Spelled? text) =>
        text is null ? "" : string.Join(" ", text.Text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
}
