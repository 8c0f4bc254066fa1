using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.Fuzz.Tests.Generation;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Fuzz.Tests.Running;

/// <summary>Takes recipes from text to a comparison with the interpreter.</summary>
internal static class Verdict
{
    /// <summary>Compiles a recipe; <see langword="null"/> where it has a mistake.</summary>
    public static CompiledOptimizer? Compile(RandomRecipe recipe, FindingBag findings) =>
        Compile(recipe.OptimizerText(), [.. recipe.Transforms.Select(transform => transform.ToString())], findings);

    /// <summary>Compiles a recipe's texts; <see langword="null"/> where it has a mistake.</summary>
    public static CompiledOptimizer? Compile(string optimizerText, IReadOnlyList<string> transformTexts, FindingBag findings)
    {
        TransformModel?[] transforms = [.. transformTexts.Select((text, i) => RecipeReader.ReadTransform($"fuzz{i}.transform.yaml", text, findings))];
        OptimizerModel? optimizer = RecipeReader.ReadOptimizer("fuzz.optimizer.yaml", optimizerText, findings);
        return optimizer is null || transforms.Contains(null)
            ? null
            : RecipeCompiler.Compile(optimizer, RecipeLibrary.Transforms.With(transforms!, findings), findings);
    }

    /// <summary>What is wrong with one recipe by itself; <see langword="null"/> if nothing is, or if it has a mistake of its own.</summary>
    public static string? Judge(RandomRecipe recipe, int seed, bool isLarge)
    {
        var findings = new FindingBag();
        CompiledOptimizer? compiled = Compile(recipe, findings);
        if (findings.Findings.FirstOrDefault(finding => finding.Kind == FindingCatalog.Internal) is { } failure) return failure.Message;
        if (compiled is null) return null;
        try
        {
            return Judge(compiled, InMemoryAssembly.Load([compiled], findings)[0], seed, isLarge);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    /// <summary>What is wrong with a recipe whose class is loaded.</summary>
    public static string? Judge(CompiledOptimizer compiled, (Type Class, OptimizerInfo Info) loaded, int seed, bool isLarge)
    {
        try
        {
            return Comparison.FirstDifference(loaded.Class, loaded.Info, compiled.Lowered, seed, isLarge);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }
}
