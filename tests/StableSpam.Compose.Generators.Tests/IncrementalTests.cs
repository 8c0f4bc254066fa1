using Microsoft.CodeAnalysis;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>What an edit makes the generator do again.</summary>
public class IncrementalTests
{
    private const IncrementalStepRunReason Cached = IncrementalStepRunReason.Cached;
    private const IncrementalStepRunReason Modified = IncrementalStepRunReason.Modified;
    private const IncrementalStepRunReason Unchanged = IncrementalStepRunReason.Unchanged;

    private const string Heavy = "/r/heavy.optimizer.yaml";
    private const string Halved = "/r/halved.optimizer.yaml";
    private const string Halve = "/r/halve.transform.yaml";
    private const string LionClass = "/r/Lion.cs";
    private const string HalvedText = "optimizer: Halved\nchain: [Halve, Lion]\n";

    private static Session Open() => Project.Empty.WithProperty("ComposeRegistry", "Every")
        .WithRecipe(Heavy, Texts.Momentum).WithRecipe(Halved, HalvedText).WithRecipe(Halve, Texts.Halve)
        .WithSource(LionClass, Texts.SpikeProofLion).Session();

    private static void AssertNothingEmitted(Outcome outcome)
    {
        Assert.NotEmpty(outcome.OutputReasons());
        Assert.All(outcome.OutputReasons(), reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void The_first_run_is_new()
    {
        Outcome outcome = Open().Outcome;

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(4, outcome.Sources.Count);
        Assert.All(outcome.OutputReasons(), reason => Assert.Equal(IncrementalStepRunReason.New, reason));
    }

    [Fact]
    public void An_unrelated_edit_in_csharp_compiles_nothing()
    {
        Outcome outcome = Open().EditSource("/r/Other.cs", "class Other;").Outcome;

        Assert.Equal([Cached, Cached], outcome.Reasons(StepNames.RecipeOptimizers));
        Assert.Equal([Cached], outcome.Reasons(StepNames.Transforms));
        Assert.Equal([Cached, Cached], outcome.Reasons(StepNames.CompiledRecipes));
        Assert.Equal([Cached], outcome.Reasons(StepNames.CompiledClasses));
        AssertNothingEmitted(outcome);
    }

    [Fact]
    public void A_comment_in_a_recipe_emits_nothing()
    {
        Outcome outcome = Open().EditRecipe(Heavy, "# heavy ball\n" + Texts.Momentum).Outcome;

        Assert.Equal([Modified, Cached], outcome.Reasons(StepNames.RecipeOptimizers));
        Assert.Equal([Modified, Cached], outcome.Reasons(StepNames.CompiledRecipes));
        Assert.Equal([Unchanged, Cached, Cached], outcome.Reasons(StepNames.Classes));
        AssertNothingEmitted(outcome);
    }

    [Fact]
    public void A_comment_in_a_transform_emits_nothing()
    {
        Outcome outcome = Open().EditRecipe(Halve, "# half\n" + Texts.Halve).Outcome;

        Assert.Equal([Modified], outcome.Reasons(StepNames.Transforms));
        AssertNothingEmitted(outcome);
    }

    [Fact]
    public void A_line_above_a_class_emits_nothing()
    {
        Outcome outcome = Open().EditSource(LionClass, "// the king\n" + Texts.SpikeProofLion).Outcome;

        Assert.Equal([Modified], outcome.Reasons(StepNames.AttributedOptimizers));
        AssertNothingEmitted(outcome);
    }

    [Fact]
    public void An_edit_of_a_recipe_emits_its_class_alone()
    {
        Outcome outcome = Open().EditRecipe(Heavy, Texts.Momentum.Replace("Momentum", "Adam", StringComparison.Ordinal)).Outcome;

        Assert.Equal([Modified, Cached], outcome.Reasons(StepNames.CompiledRecipes));
        Assert.Equal([Modified, Cached, Cached], outcome.Reasons(StepNames.Classes));
        Assert.Single(outcome.OutputReasons(), reason => reason == Modified);
    }

    [Fact]
    public void An_edit_of_a_transform_emits_its_users_alone()
    {
        Outcome outcome = Open().EditRecipe(Halve, Texts.Halve.Replace("0.5", "0.25", StringComparison.Ordinal)).Outcome;

        Assert.Equal([Cached, Modified, Cached], outcome.Reasons(StepNames.Classes));
        Assert.Single(outcome.OutputReasons(), reason => reason == Modified);
    }

    [Fact]
    public void An_edit_of_an_attribute_emits_its_class_alone()
    {
        Outcome outcome = Open().EditSource(LionClass, Texts.SpikeProofLion.Replace("0.95", "0.9", StringComparison.Ordinal)).Outcome;

        Assert.Equal([Cached, Cached, Modified], outcome.Reasons(StepNames.Classes));
        Assert.Single(outcome.OutputReasons(), reason => reason == Modified);
    }

    [Fact]
    public void A_mistake_that_moved_emits_nothing()
    {
        const string Warned = "optimizer: A\nhyperparameters:\n  idle: { default: 1 }\nchain: [Apply]\n";
        Session session = Project.Empty.WithRecipe(Heavy, Texts.Momentum).WithRecipe("/r/a.optimizer.yaml", Warned).Session();

        Outcome outcome = session.EditRecipe("/r/a.optimizer.yaml", "# moved\n" + Warned).Outcome;

        Assert.StartsWith("/r/a.optimizer.yaml(4,3): warning SSC0412", Assert.Single(outcome.Diagnostics), StringComparison.Ordinal);
        Assert.Equal([Cached, Unchanged], outcome.Reasons(StepNames.Classes));
        Assert.Equal([Modified], outcome.Reasons(StepNames.Findings));
        Assert.Equal([Modified, Cached, Cached], outcome.OutputReasons().Order());
    }

    [Fact]
    public void A_mistake_in_csharp_moves_with_its_line()
    {
        const string Warned = "using StableSpamCompose.Attributes;\n[Optimizer, Hyperparameter(\"idle\", 1), Apply] partial class A;\n";
        Session session = Project.Empty.WithSource("/r/A.cs", Warned).Session();

        Outcome outcome = session.EditSource("/r/A.cs", "\n" + Warned).Outcome;

        Assert.StartsWith("/r/A.cs(3,28): warning SSC0412", Assert.Single(outcome.Diagnostics), StringComparison.Ordinal);
        Assert.Equal([Unchanged], outcome.Reasons(StepNames.Classes));
    }
}
