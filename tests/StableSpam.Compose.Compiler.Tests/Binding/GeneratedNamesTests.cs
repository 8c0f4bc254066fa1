using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Binding;

/// <summary>Names that would be no C#, or hide what every generated class has.</summary>
public class GeneratedNamesTests
{
    [Theory]
    [InlineData("Info")]
    [InlineData("Program")]
    [InlineData("ParamGroup")]
    [InlineData("Step")]
    [InlineData("State")]
    [InlineData("Plan")]
    [InlineData("Dispose")]
    public void A_class_does_not_have_the_name_of_its_member(string name) =>
        Recipes.FindsOne(FindingCatalog.HidesMember, $"optimizer: ⟦{name}⟧\nchain: [Apply]\n");

    [Theory]
    [InlineData("learning_rate")]
    [InlineData("values")]
    [InlineData("get")]
    [InlineData("set")]
    [InlineData("item")]
    [InlineData("optimizer")]
    [InlineData("equals")]
    [InlineData("get_type")]
    [InlineData("get_hash_code")]
    [InlineData("to_string")]
    [InlineData("finalize")]
    [InlineData("reference_equals")]
    [InlineData("memberwise_clone")]
    public void A_hyperparameter_does_not_hide_a_member_of_the_group(string name) =>
        Recipes.FindsOne(FindingCatalog.HidesMember, "optimizer: ⟦O⟧\nchain: [X]\n", Recipes.Transform($"g = {name} * g", $"hyperparameters: {{ {name}: {{ default: 1 }} }}"));

    [Fact]
    public void Two_hyperparameters_are_not_one_property()
    {
        string message = Recipes.FindsOne(FindingCatalog.SameProperty, "optimizer: ⟦O⟧\nchain: [X]\n",
            Recipes.Transform("g = a_1b * a1b * g", "hyperparameters: { a1b: { default: 1 }, a_1b: { default: 1 } }"));

        Assert.Contains("'A1b'", message);
    }

    [Fact]
    public void What_the_chain_fixes_is_no_property() =>
        Recipes.Bind("optimizer: O\nchain: [ X: { values: { fixed: 1 } } ]\n", Recipes.Transform("g = values * g", "hyperparameters: { values: { default: 1 } }"));
}
