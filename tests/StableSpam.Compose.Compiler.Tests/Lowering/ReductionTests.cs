using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>What folds with fma and what with add, and what the other reductions are made of.</summary>
public class ReductionTests
{
    [Theory]
    [InlineData("sum(g * w)", "sum_of_products(gradient, weight)")]
    [InlineData("sum(g^2)", "sum_of_products(gradient, gradient)")]
    [InlineData("sum(2 * g)", "sum_of_products(broadcast(to_single(2)), gradient)")]
    [InlineData("norm(g)", "sqrt(sum_of_products(gradient, gradient))")]
    [InlineData("mean(g^2)", "divide(sum_of_products(gradient, gradient), max(element_count, 1))")]
    [InlineData("mean(g)", "divide(sum(gradient), max(element_count, 1))")]
    [InlineData("rms(g)", "sqrt(divide(sum_of_products(gradient, gradient), max(element_count, 1)))")]
    [InlineData("sum(g)", "sum(gradient)")]
    [InlineData("sum(abs(g))", "sum(abs(gradient))")]
    [InlineData("sum(g^3)", "sum(integer_power3(gradient))")]
    [InlineData("sum(g * w + w)", "sum(add(multiply(gradient, weight), weight))")]
    [InlineData("sum(-g * w)", "sum_of_products(negate(gradient), weight)")]
    [InlineData("sum(-(g * w))", "sum(negate(multiply(gradient, weight)))")]
    [InlineData("norm(g / w)", "sqrt(sum_of_products(divide(gradient, weight), divide(gradient, weight)))")]
    [InlineData("amax(g)", "largest(gradient)")]
    [InlineData("amin(g)", "select(greater(element_count, 0), negate(largest(negate(gradient))), 0)")]
    [InlineData("amax(abs(g), over: elements)", "largest(abs(gradient))")]
    [InlineData("count(g > w)", "sum(select(greater(gradient, weight), to_single(1), to_single(0)))")]
    [InlineData("if any(g > w) then 1 else 2", "select(greater(largest(select(greater(gradient, weight), to_single(1), to_single(0))), 0), 1, 2)")]
    [InlineData("if all(g > w) then 1 else 2", "select(equal(largest(select(greater(gradient, weight), to_single(0), to_single(1))), 0), 1, 2)")]
    public void A_reduction_is_what_it_says(string expression, string expected)
    {
        StepProgram program = Recipes.LowerRule($"s = {expression}", "state: { s: { per: tensor } }");

        Assert.Equal(expected, Formula.Of(program, program.NewStates[0]));
    }
}
