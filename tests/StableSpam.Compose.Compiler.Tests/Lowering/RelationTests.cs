namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Relations between hyperparameters: what they may say, and that the defaults keep them.</summary>
public class RelationTests
{
    [Theory]
    [InlineData("beta1 <= beta2")]
    [InlineData("lr * beta1^2 < 1 and not (eps == 1)")]
    public void A_relation_that_the_defaults_keep_compiles(string relation) =>
        Assert.Empty(Recipe.Findings($"optimizer: A\nchain: [Adam]\nrelations: [ \"{relation}\" ]\n"));

    [Theory]
    [InlineData("beta1 > beta2", 15, "SSC0423: The defaults do not keep 'beta1 > beta2'")]
    [InlineData("beta1 <= betta2", 24, "SSC0422: A relation compares the learning rate and hyperparameters of the constructor; 'betta2' is none of them; did you mean 'beta2'?")]
    [InlineData("t > 1", 15, "SSC0422: A relation compares the learning rate and hyperparameters of the constructor; 't' is none of them")]
    [InlineData("beta1 + beta2", 15, "SSC0504: A relation takes a condition, such as 'x > 0', not a number")]
    public void A_mistake_is_shown_at_its_place(string relation, int column, string message) =>
        Assert.Equal(
            [$"r.optimizer.yaml(3,{column}): error {message}"],
            Recipe.Findings($"optimizer: A\nchain: [Adam]\nrelations: [ \"{relation}\" ]\n"));
}
