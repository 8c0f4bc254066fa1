using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads recipes in YAML. No text makes it throw.</summary>
public static class RecipeReader
{
    private static readonly Kind Optimizer = new("optimizer", "an optimizer", "NAME.optimizer.yaml", "optimizer: Name");
    private static readonly Kind Transform = new("transform", "a transform", "NAME.transform.yaml", "transform: Name");

    /// <summary>Reads an optimizer.</summary>
    /// <param name="path">The file, as findings name it.</param>
    /// <param name="text">What the file holds.</param>
    /// <param name="findings">Takes every mistake, at its place.</param>
    /// <returns>The optimizer, or <see langword="null"/> where the findings leave nothing of use.</returns>
    public static OptimizerModel? ReadOptimizer(string path, string text, FindingBag findings) =>
        ReadRoot(path, text, Optimizer, Transform, findings) is { } root ? OptimizerReader.Read(root, findings) : null;

    /// <summary>Reads a transform.</summary>
    /// <param name="path">The file, as findings name it.</param>
    /// <param name="text">What the file holds.</param>
    /// <param name="findings">Takes every mistake, at its place.</param>
    /// <returns>The transform, or <see langword="null"/> where the findings leave nothing of use.</returns>
    public static TransformModel? ReadTransform(string path, string text, FindingBag findings) =>
        ReadRoot(path, text, Transform, Optimizer, findings) is { } root ? TransformReader.Read(root, findings) : null;

    private static YamlMapping? ReadRoot(string path, string text, Kind expected, Kind other, FindingBag findings)
    {
        if (text.Length > RecipeLimits.Characters)
        {
            findings.Report(FindingCatalog.TextTooLong, new SourceSpan(path, 0, 0, 0, 0, 0, 0), "A recipe", Text(RecipeLimits.Characters), Text(text.Length));
            return null;
        }
        if (YamlDocumentReader.Read(path, text, expected.Example, findings) is not { } root) return null;
        if (root.Entries.Count == 0)
        {
            findings.Report(FindingCatalog.RootNotMapping, root.Span, expected.Example);
            return null;
        }
        YamlEntry? named = root.Entries.FirstOrDefault(entry => entry.Key.Text == other.Key);
        if (named is null || root.Entries.Any(entry => entry.Key.Text == expected.Key)) return root;
        findings.Report(
            FindingCatalog.WrongRecipeKind, named.Key.Span, other.Description, expected.Description, other.FileName, expected.Example);
        return null;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Kind(string Key, string Description, string FileName, string Example);
}
