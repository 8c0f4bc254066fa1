using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler;

/// <summary>The recipes that ship with the compiler, embedded in its assembly.</summary>
public static class RecipeLibrary
{
    private const string TransformFolder = "recipes/transforms/";
    private const string OptimizerFolder = "recipes/optimizers/";

    private static readonly Lazy<TransformCatalog> LazyTransforms = new(() => TransformCatalog.Of(ReadAll(TransformFolder, RecipeReader.ReadTransform)));

    private static readonly Lazy<IReadOnlyDictionary<string, OptimizerModel>> LazyOptimizers = new(() =>
        ReadAll(OptimizerFolder, RecipeReader.ReadOptimizer).ToDictionary(optimizer => optimizer.Name.Text, StringComparer.Ordinal));

    private delegate T? Reader<T>(string path, string text, FindingBag findings);

    /// <summary>The transforms.</summary>
    public static TransformCatalog Transforms => LazyTransforms.Value;

    /// <summary>The optimizers by name.</summary>
    public static IReadOnlyDictionary<string, OptimizerModel> Optimizers => LazyOptimizers.Value;

    /// <summary>Whether <paramref name="path"/> is that of a recipe of the library.</summary>
    public static bool Declares(string path) =>
        path.StartsWith(TransformFolder, StringComparison.Ordinal) || path.StartsWith(OptimizerFolder, StringComparison.Ordinal);

    private static List<T> ReadAll<T>(string folder, Reader<T> read)
        where T : class
    {
        var models = new List<T>();
        foreach (string resource in typeof(RecipeLibrary).Assembly.GetManifestResourceNames().OrderBy(name => name, StringComparer.Ordinal))
        {
            if (!resource.StartsWith(folder, StringComparison.Ordinal)) continue;
            var findings = new FindingBag();
            using var text = new StreamReader(typeof(RecipeLibrary).Assembly.GetManifestResourceStream(resource)!);
            T? model = read(resource, text.ReadToEnd(), findings);
            if (model is null || findings.HasErrors)
                throw new InvalidDataException("A recipe of the library has mistakes:\n" + string.Join("\n", findings.Findings));
            models.Add(model);
        }
        return models;
    }
}
