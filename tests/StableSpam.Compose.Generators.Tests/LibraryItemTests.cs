using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Optimizers of the library that a project takes by its item <c>Optimizer</c>, which the build hands over as a property.</summary>
public class LibraryItemTests
{
    private const string Property = "ComposeLibraryOptimizers";

    [Fact]
    public void Optimizers_of_the_library_become_classes_of_the_project()
    {
        Outcome outcome = Project.Empty.WithProperty(Property, "StableSpam, Lion,Lion").WithProperty("ComposeRegistry", "Every").Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(["Every-registry.g.cs", "Own.Lion.g.cs", "Own.StableSpam.g.cs"], outcome.Sources.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            Project.Empty.WithRecipe("/r/lion.optimizer.yaml", Texts.Library["lion.optimizer.yaml"]).Run().Sources["Own.Lion.g.cs"], outcome.Sources["Own.Lion.g.cs"]);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void An_unknown_name_is_told_the_nearest() => Assert.Equal(
        ["error SSC0602: The library has no optimizer 'StableSpan', which the project's item 'Optimizer' names; did you mean 'StableSpam'?"],
        Project.Empty.WithProperty(Property, "StableSpan").Run().Diagnostics);

    [Fact]
    public void A_recipe_of_the_same_name_is_a_mistake_of_the_recipe()
    {
        Outcome outcome = Project.Empty.WithProperty(Property, "Lion").WithRecipe("/r/a.optimizer.yaml", "optimizer: Lion\nchain: [Apply]\n").Run();

        Assert.Equal(
            ["/r/a.optimizer.yaml(1,12): error SSC0601: An optimizer 'Own.Lion' is already declared by the project's item 'Optimizer'; give one of them another name"],
            outcome.Diagnostics);
    }

    [Fact]
    public void A_transform_that_replaces_the_librarys_is_in_them()
    {
        Outcome outcome = Project.Empty.WithProperty(Property, "Lion").WithRecipe(
            "/r/lion.transform.yaml", "transform: Lion\nreplaces: Lion\nhyperparameters: { beta1: { default: 0.25 }, beta2: { default: 0.75 } }\nrule: |\n  g = beta1 * beta2 * g\n").Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Contains("beta1", outcome.Sources["Own.Lion.g.cs"], StringComparison.Ordinal);
    }
}
