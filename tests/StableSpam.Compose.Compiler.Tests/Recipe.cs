using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests;

/// <summary>Compiles an optimizer over the library's transforms and those given.</summary>
internal static class Recipe
{
    /// <summary>What an optimizer is advised of, as a build prints it.</summary>
    public static string[] AdviceOn(string optimizer, params string[] transforms)
    {
        (CompiledOptimizer? compiled, FindingBag findings) = TryCompile(optimizer, transforms);
        Assert.True(compiled is not null, string.Join('\n', findings.Findings));
        return [.. Advice.In(findings).Select(finding => finding.ToString())];
    }

    /// <summary>The findings of an optimizer, as a build prints them.</summary>
    public static string[] Findings(string optimizer, params string[] transforms)
    {
        (CompiledOptimizer? compiled, FindingBag findings) = TryCompile(optimizer, transforms);
        Assert.Equal(findings.HasErrors, compiled is null);
        return [.. Advice.LeftOutOf(findings).Select(finding => finding.ToString())];
    }

    /// <summary>An optimizer without mistakes.</summary>
    public static CompiledOptimizer Compile(string optimizer, params string[] transforms)
    {
        (CompiledOptimizer? compiled, FindingBag findings) = TryCompile(optimizer, transforms);
        Assert.Empty(Advice.LeftOutOf(findings));
        return compiled!;
    }

    private static (CompiledOptimizer? Compiled, FindingBag Findings) TryCompile(string optimizer, string[] transforms)
    {
        var findings = new FindingBag();
        OptimizerModel? model = RecipeReader.ReadOptimizer("r.optimizer.yaml", optimizer, findings);
        TransformModel?[] own = [.. transforms.Select((text, i) => RecipeReader.ReadTransform($"t{i}.transform.yaml", text, findings))];
        return (model is null ? null : RecipeCompiler.Compile(model, RecipeLibrary.Transforms.With(own.OfType<TransformModel>(), findings), findings), findings);
    }
}
