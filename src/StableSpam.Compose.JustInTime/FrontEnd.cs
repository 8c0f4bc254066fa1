using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.JustInTime;

/// <summary>From texts to a scheduled program, or to a <see cref="RecipeException"/> that lists every mistake.</summary>
internal static class FrontEnd
{
    /// <summary>Compiles texts.</summary>
    public static CompiledOptimizer Compile(RecipeSources sources, FindingBag findings)
    {
        OptimizerModel? optimizer = RecipeReader.ReadOptimizer(sources.Path, sources.Text, findings);
        var transforms = new List<TransformModel>();
        foreach ((string path, string text) in sources.Transforms)
        {
            if (RecipeReader.ReadTransform(path, text, findings) is { } transform) transforms.Add(transform);
        }
        TransformCatalog catalog = RecipeLibrary.Transforms.With(transforms, findings);
        return optimizer is null ? throw new RecipeException(findings.Findings) : Compile(optimizer, catalog, findings);
    }

    /// <summary>Compiles a model.</summary>
    public static CompiledOptimizer Compile(OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings) =>
        RecipeCompiler.Compile(optimizer, catalog, findings) ?? throw new RecipeException(findings.Findings);
}
