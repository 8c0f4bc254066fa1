namespace StableSpamCompose.Compiler.Tests.Planning;

/// <summary>A build fails where the plan costs more than its recipe allows.</summary>
public class BudgetTests
{
    [Fact]
    public void A_plan_within_its_budget_compiles() =>
        Assert.Empty(Recipe.Findings(
            "optimizer: A\nchain: [Adam]\nbudget: { state_bytes_per_parameter: 8, traffic_bytes_per_parameter: 28, passes: 1 }\n"));

    [Theory]
    [InlineData("state_bytes_per_parameter: 7", "7 bytes of state for each parameter, but its plan has 8: Adam.m, Adam.v")]
    [InlineData("traffic_bytes_per_parameter: 35.5", "35.5 bytes moved for each parameter, but its plan has 36: pass 0 reads 4 and writes 0; pass 1 reads 4 and writes 0; pass 2 reads 16 and writes 12")]
    [InlineData("passes: 2", "2 passes, but its plan has 3: pass 0 reads 4 and writes 0; pass 1 reads 4 and writes 0; pass 2 reads 16 and writes 12")]
    public void A_plan_over_its_budget_does_not(string limit, string message)
    {
        int column = "budget: { ".Length + limit.IndexOf(':') + 3;
        Assert.Equal(
            [$"r.optimizer.yaml(5,{column}): error SSC0701: The recipe allows {message}"],
            Recipe.Findings($"optimizer: A\nhyperparameters:\n  eps: {{ default: 1e-8 }}\nchain: [AdaClip, AdaGN: {{ eps: eps }}, Adam: {{ eps: eps }}]\nbudget: {{ {limit} }}\n"));
    }

    [Fact]
    public void A_limit_is_a_number() =>
        Assert.Equal(
            ["r.optimizer.yaml(3,19): error SSC0216: 'passes:' takes a number that is not negative, not 'one'"],
            Recipe.Findings("optimizer: A\nchain: [Adam]\nbudget: { passes: one }\n"));
}
