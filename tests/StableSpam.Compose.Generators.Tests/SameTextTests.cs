using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>A recipe and a class with attributes that say the same compile to the same text.</summary>
public class SameTextTests
{
    private const string Clip = "ClipByValue: { as: Hard, limit: { fixed: 0.5 } }";

    private static readonly Regex MainChain = new(@"^chain:.*\n([ #].*\n)*", RegexOptions.Multiline);

    public static TheoryData<string> Optimizers => [.. Texts.Library.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_librarys_optimizers_are_the_same_by_attributes(string file) => AssertSame(Texts.Library[file]);

    [Theory]
    // Every optimizer of the library beside another chain, under a pattern and as what is left.
    [MemberData(nameof(Optimizers))]
    public void Chains_by_name_are_the_same_by_attributes(string file)
    {
        string recipe = Texts.Library[file].TrimEnd('\n') + "\n";
        AssertSame($$"""
            {{recipe}}chains:
              - { match: "*norm*", chain: [ {{Clip}}, Apply ] }
              - { match: b?, chain: [ {{Clip}} ] }

            """);
        AssertSame($"{MainChain.Replace(recipe, ToNamedChain)}chain: [ {Clip} ]\n");
    }

    private static string ToNamedChain(Match chain) =>
        "chains:\n  - match: \"*norm*\"\n" + string.Concat(chain.Value.TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"));

    private static void AssertSame(string recipe)
    {
        Outcome fromRecipe = Project.Empty.WithRecipe("/r/own.optimizer.yaml", recipe).Run();
        OptimizerModel model = RecipeReader.ReadOptimizer("/r/own.optimizer.yaml", recipe, new FindingBag())!;
        Outcome fromAttributes = Project.Empty.WithSource("/r/Own.cs", AttributeForm.Of(model)).Run();

        Assert.Empty(fromRecipe.Diagnostics);
        Assert.Empty(fromAttributes.Diagnostics);
        Assert.Equal(Assert.Single(fromRecipe.Sources), Assert.Single(fromAttributes.Sources));
    }
}
