using StableSpamCompose.TextFuzz.Tests.Inputs;
using StableSpamCompose.TextFuzz.Tests.Running;
using Xunit.Abstractions;

namespace StableSpamCompose.TextFuzz.Tests;

/// <summary>Recipe files that are made, or broken, by chance.</summary>
public class RecipeFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Recipes_are_refused_or_compile() => new FuzzRun(nameof(Recipes_are_refused_or_compile), RecipeInputs.Files, output).Try(FuzzSettings.Count(6_000));

    [Fact]
    public void A_seed_makes_the_same_input_again() => Assert.All(Enumerable.Range(1, 50), seed =>
    {
        Assert.Equal(RecipeInputs.Files(seed).ToString(), RecipeInputs.Files(seed).ToString());
        Assert.Equal(RecipeInputs.Rules(seed).ToString(), RecipeInputs.Rules(seed).ToString());
    });
}
