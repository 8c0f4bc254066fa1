using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Binding;

public class TransformCatalogTests
{
    private const string Optimizer = "optimizer: O\nchain: [Adam]\n";

    [Fact]
    public void A_transform_that_replaces_one_of_the_library_takes_its_place()
    {
        var bound = Recipes.Bind(Optimizer, "transform: Adam\nreplaces: Adam\nrule: |\n  g = 2 * g\n");

        Assert.Empty(bound.Hyperparameters);
        Assert.Single(bound.Transforms.Single().Statements);
    }

    [Fact]
    public void The_library_stays_as_it_is()
    {
        Recipes.Bind(Optimizer, "transform: Adam\nreplaces: Adam\nrule: |\n  g = 2 * g\n");

        Assert.Equal(["beta1", "beta2", "eps"], Recipes.Bind(Optimizer).Hyperparameters.Select(slot => slot.Name));
    }

    [Fact]
    public void A_name_of_the_library_is_taken()
    {
        string message = Recipes.FindsOne(FindingCatalog.LibraryName, Optimizer, "transform: ⟦Adam⟧\nrule: |\n  g = 2 * g\n");

        Assert.Contains("'replaces: Adam'", message);
    }

    [Theory]
    [InlineData("transform: Own\nreplaces: ⟦Own⟧\nrule: |\n  g = 2 * g\n")]
    [InlineData("transform: Own\nreplaces: ⟦Adam⟧\nrule: |\n  g = 2 * g\n")]
    [InlineData("transform: Adam\nreplaces: ⟦Lion⟧\nrule: |\n  g = 2 * g\n")]
    public void A_transform_replaces_the_one_of_its_name_alone(string transform) =>
        Recipes.FindsOne(FindingCatalog.ReplacesNothing, "optimizer: O\nchain: [Apply]\n", transform);

    [Fact]
    public void Two_transforms_of_one_name_clash_and_the_first_is_named()
    {
        string message = Recipes.FindsOne(
            FindingCatalog.TransformDeclaredTwice, Recipes.OfX, "transform: X\nrule: |\n  g = g\n", "transform: ⟦X⟧\nrule: |\n  g = g\n");

        Assert.EndsWith("t0.transform.yaml", message);
    }
}
