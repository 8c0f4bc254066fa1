using System.Text.Json;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Tests.Yaml;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.JustInTime;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>Recipes broken at random, through the whole compiler.</summary>
public class FuzzedTextTests
{
    private const int EmittedSample = 100;

    private static readonly string[] Sources = [.. RealRecipes.All, .. ProbeRecipes.Sound, .. ProbeRecipes.Refused];

    private static readonly string[] Transforms = [.. Sources.Where(text => text.StartsWith("transform:", StringComparison.Ordinal))];

    private static readonly string[] Optimizers = [.. Sources.Where(text => text.StartsWith("optimizer:", StringComparison.Ordinal))];

    [Fact]
    public void Mutated_recipes_are_refused_or_compile_to_valid_code()
    {
        var random = new Random(FuzzSettings.Seed);
        var emitted = new List<CompiledOptimizer>();
        for (int i = 0; i < FuzzSettings.Count * 20; i++)
        {
            string transform = RecipeMutation.Mutate(Transforms[random.Next(Transforms.Length)], Sources, random);
            string optimizer = random.Next(2) == 0 ? Optimizers[random.Next(Optimizers.Length)] : RecipeMutation.Mutate(Optimizers[random.Next(Optimizers.Length)], Sources, random);
            CompiledOptimizer? compiled = Compile(transform, optimizer);
            // Names are given twice: each is loaded into an assembly of its own name.
            if (compiled is not null && emitted.Count < EmittedSample && emitted.All(other => other.Model.Name.Text != compiled.Model.Name.Text)) emitted.Add(compiled);
        }
        Assert.NotEmpty(InMemoryAssembly.Load(emitted, new FindingBag()));
    }

    private static CompiledOptimizer? Compile(string transformText, string optimizerText)
    {
        var findings = new FindingBag();
        try
        {
            TransformModel? transform = RecipeReader.ReadTransform("mutant.transform.yaml", transformText, findings);
            // An optimizer of this one transform, so that what is mutated is what is compiled; and a mutated optimizer.
            OptimizerModel? optimizer = RecipeReader.ReadOptimizer("mutant.optimizer.yaml", optimizerText, findings);
            TransformCatalog catalog = transform is null ? RecipeLibrary.Transforms : RecipeLibrary.Transforms.With([transform], findings);
            CompiledOptimizer? compiled = optimizer is null ? null : RecipeCompiler.Compile(optimizer, catalog, findings);
            Assert.DoesNotContain(findings.Findings, finding => finding.Kind == FindingCatalog.Internal);
            Assert.True(compiled is not null || findings.HasErrors, "No class and no finding.");
            return compiled;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"These texts made the compiler fail: {JsonSerializer.Serialize(transformText)} {JsonSerializer.Serialize(optimizerText)}", failure);
        }
    }
}
