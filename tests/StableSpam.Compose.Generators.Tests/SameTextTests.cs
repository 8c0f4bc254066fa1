using StableSpamCompose.Compiler;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>A recipe and a class with attributes that say the same compile to the same text.</summary>
public class SameTextTests
{
    // Chains by parameter name are for files alone.
    public static TheoryData<string> Optimizers =>
        [.. Texts.Library.Where(recipe => !recipe.Value.Contains("\nchains:", StringComparison.Ordinal)).Select(recipe => recipe.Key)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_librarys_optimizers_are_the_same_by_attributes(string file)
    {
        Outcome fromRecipe = Project.Empty.WithRecipe("/r/" + file, Texts.Library[file]).Run();
        string name = Assert.Single(fromRecipe.Sources.Keys).Split('.')[1];
        Outcome fromAttributes = Project.Empty.WithSource("/r/Own.cs", AttributeForm.Of(RecipeLibrary.Optimizers[name])).Run();

        Assert.Empty(fromAttributes.Diagnostics);
        Assert.Equal(Assert.Single(fromRecipe.Sources), Assert.Single(fromAttributes.Sources));
    }
}
