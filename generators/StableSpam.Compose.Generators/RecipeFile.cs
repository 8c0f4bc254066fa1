using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators;

/// <summary>A recipe of the project.</summary>
/// <param name="Path">Its path, as the project names it.</param>
/// <param name="Text">What it holds.</param>
internal sealed record RecipeFile(string Path, string Text)
{
    private const string OptimizerEnding = ".optimizer.yaml";
    private const string TransformEnding = ".transform.yaml";

    /// <summary>The file's first character.</summary>
    public SourceSpan Start => SourceSpan.None with { Path = Path };

    /// <summary>Whether a file declares an optimizer.</summary>
    public static bool IsOptimizer(AdditionalText file) => file.Path.EndsWith(OptimizerEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file declares a transform.</summary>
    public static bool IsTransform(AdditionalText file) => file.Path.EndsWith(TransformEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path is that of a recipe rather than of C#.</summary>
    public static bool IsRecipe(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file; one that cannot be read is empty.</summary>
    public static RecipeFile Read(AdditionalText file, CancellationToken cancellation) =>
        new(file.Path, file.GetText(cancellation)?.ToString() ?? "");
}
