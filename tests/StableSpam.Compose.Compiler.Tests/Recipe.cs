using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests;

/// <summary>Compiles an optimizer over the library's transforms.</summary>
internal static class Recipe
{
    /// <summary>The findings of an optimizer, as a build prints them.</summary>
    public static string[] Findings(string optimizer)
    {
        var findings = new FindingBag();
        OptimizerModel? model = RecipeReader.ReadOptimizer("r.optimizer.yaml", optimizer, findings);
        CompiledOptimizer? compiled = model is null ? null : RecipeCompiler.Compile(model, RecipeLibrary.Transforms, findings);
        Assert.Equal(findings.HasErrors, compiled is null);
        return [.. findings.Findings.Select(finding => finding.ToString())];
    }
}
