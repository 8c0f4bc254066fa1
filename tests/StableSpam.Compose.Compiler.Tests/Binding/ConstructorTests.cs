using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Binding;

/// <summary>What a constructor takes, in which order, with which defaults.</summary>
public class ConstructorTests
{
    private const string Two = """
        transform: X
        hyperparameters:
          first:  { default: 0.5, range: "[0, 1)", summary: The first. }
          second: { type: int, default: 3, range: "[1, inf)", summary: The second. }
          unread: { default: 7 }
        rule: |
          g = first * g / second
        """;

    [Fact]
    public void The_optimizers_own_come_first_then_those_of_the_chain_in_its_order()
    {
        BoundChain bound = Recipes.Bind("optimizer: O\nhyperparameters: { top: { default: 0.5 } }\nchain: [ Momentum, X: { first: top }, AdaClip ]\n", Two);

        Assert.Equal(["top", "momentum", "dampening", "second", "gamma3"], bound.Hyperparameters.Select(slot => slot.Name));
    }

    [Fact]
    public void A_number_in_the_chain_is_the_default_as_it_is_written()
    {
        BoundChain bound = Recipes.Bind("optimizer: O\nchain: [ X: { first: 2.50e-1 } ]\n", Two);

        Assert.Equal(["2.50e-1", "3"], bound.Hyperparameters.Select(slot => slot.Default.Text));
        Assert.Equal(0.25, bound.Hyperparameters[0].Default.Value);
        Assert.Equal([false, true], bound.Hyperparameters.Select(slot => slot.IsInteger));
        Assert.Equal("[0, 1)", bound.Hyperparameters[0].Range.Text);
    }

    [Fact]
    public void What_is_fixed_is_no_parameter()
    {
        BoundChain bound = Recipes.Bind("optimizer: O\nchain: [ X: { first: { fixed: 0.25 } } ]\n", Two);

        Assert.Equal("second", bound.Hyperparameters.Single().Name);
        Assert.Equal(new FromRecipe("first", 0.25), bound.Transforms[0].Hyperparameters[0]);
        Assert.Equal(new FromConstructor("second", 0), bound.Transforms[0].Hyperparameters[1]);
    }

    [Fact]
    public void What_is_bound_by_its_name_alone_passes_range_and_summary_on()
    {
        BoundChain bound = Recipes.Bind("optimizer: O\nhyperparameters: { top: { default: 0 } }\nchain: [ X: { first: top } ]\n", Two);

        Assert.Equal("[0, 1)", bound.Hyperparameters[0].Range.Text);
        Assert.Equal("The first.", bound.Hyperparameters[0].Summary);
        Assert.IsType<FromBinding>(bound.Transforms[0].Hyperparameters[0]);
    }

    [Fact]
    public void What_the_optimizer_says_itself_stands()
    {
        BoundChain bound = Recipes.Bind("optimizer: O\nhyperparameters: { top: { default: 5, range: \"[0, 9]\", summary: Mine. } }\nchain: [ X: { first: top } ]\n", Two);

        Assert.Equal("[0, 9]", bound.Hyperparameters[0].Range.Text);
        Assert.Equal("Mine.", bound.Hyperparameters[0].Summary);
    }

    [Fact]
    public void What_is_bound_by_an_expression_passes_nothing_on()
    {
        BoundChain bound = Recipes.Bind("optimizer: O\nhyperparameters: { top: { default: 5 } }\nchain: [ X: { first: 1 - top } ]\n", Two);

        Assert.Equal("", bound.Hyperparameters[0].Range.Text);
        Assert.Equal("", bound.Hyperparameters[0].Summary);
    }

    [Fact]
    public void A_default_outside_the_range_that_it_inherits_is_found_where_it_is_declared() =>
        Recipes.FindsOne(FindingCatalog.SettingOutOfRange, "optimizer: O\nhyperparameters: { ⟦top⟧: { default: 5 } }\nchain: [ X: { first: top } ]\n", Two);

    [Fact]
    public void The_learning_rate_is_the_recipes_or_one_thousandth()
    {
        BoundChain without = Recipes.Bind(Recipes.OfX, Two);
        BoundChain with = Recipes.Bind("optimizer: O\nlr: { default: 3e-2, range: \"(0, 1]\", summary: Rate. }\nchain: [X]\n", Two);
        BoundChain open = Recipes.Bind("optimizer: O\nlr: { default: 3e-2 }\nchain: [X]\n", Two);

        Assert.Equal(("1e-3", "[0, inf)", "Learning rate."), (without.LearningRate.Default.Text, without.LearningRate.Range.Text, without.LearningRate.Summary));
        Assert.Equal(("3e-2", "(0, 1]", "Rate."), (with.LearningRate.Default.Text, with.LearningRate.Range.Text, with.LearningRate.Summary));
        Assert.Equal(("3e-2", "[0, inf)", "Learning rate."), (open.LearningRate.Default.Text, open.LearningRate.Range.Text, open.LearningRate.Summary));
    }

    [Fact]
    public void What_structure_leaves_out_is_no_parameter()
    {
        const string Optional = """
            transform: X
            hyperparameters:
              amount: { default: 1 }
              on:     { default: false }
              start:  { default: 2 }
            state: { s: { per: tensor, when: on, initial: start } }
            rule: |
              if on: g = g * amount + s
            """;

        Assert.Empty(Recipes.Bind(Recipes.OfX, Optional).Hyperparameters);
        Assert.Equal(["amount", "start"], Recipes.Bind("optimizer: O\nchain: [ X: { on: true } ]\n", Optional).Hyperparameters.Select(slot => slot.Name));
    }

    [Fact]
    public void A_hyperparameter_that_no_setting_reads_is_left_out_with_a_warning()
    {
        string message = Recipes.FindsOne(FindingCatalog.UnreadHyperparameter, "optimizer: O\nhyperparameters: { ⟦top⟧: { default: 5 } }\nchain: [X]\n", Two);

        Assert.Contains("'top'", message);
    }
}
