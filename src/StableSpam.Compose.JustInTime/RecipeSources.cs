namespace StableSpamCompose.JustInTime;

/// <summary>The texts of a recipe: the optimizer, and the transforms of its own.</summary>
/// <param name="Path">What messages call the optimizer's text.</param>
/// <param name="Text">The optimizer.</param>
/// <param name="Transforms">The transforms: what messages call each, and its text.</param>
internal sealed record RecipeSources(string Path, string Text, IReadOnlyList<(string Path, string Text)> Transforms)
{
    private const string TransformFiles = "*.transform.yaml";

    /// <summary>Reads an optimizer file and the transform files beside it.</summary>
    public static RecipeSources Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string text = File.ReadAllText(path);
        // Paths stay relative where the caller's is, as messages name files the way that the user did.
        string folder = System.IO.Path.GetDirectoryName(path) ?? "";
        IEnumerable<string> transforms = Directory.EnumerateFiles(folder.Length > 0 ? folder : ".", TransformFiles)
            .Select(file => System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)))
            .Order(StringComparer.Ordinal);
        return new RecipeSources(path, text, [.. transforms.Select(file => (file, File.ReadAllText(file)))]);
    }
}
