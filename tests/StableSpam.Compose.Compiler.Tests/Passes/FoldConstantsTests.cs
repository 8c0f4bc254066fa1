using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Tests.Lowering;

namespace StableSpamCompose.Compiler.Tests.Passes;

/// <summary>What is computed at compile time, and what is left alone because it would change a bit.</summary>
public class FoldConstantsTests
{
    [Theory]
    [InlineData("g * 1", "gradient")]
    [InlineData("1 * g", "gradient")]
    [InlineData("g / 1", "gradient")]
    [InlineData("1 / g", "divide(1, gradient)")]
    [InlineData("g + 0", "add(gradient, 0)")]
    [InlineData("0 + g", "add(0, gradient)")]
    [InlineData("g - 0", "subtract(gradient, 0)")]
    [InlineData("g * 0", "multiply(gradient, 0)")]
    [InlineData("g / 2", "divide(gradient, 2)")]
    [InlineData("g * -1", "multiply(gradient, -1)")]
    [InlineData("g^1", "gradient")]
    [InlineData("g^2", "multiply(gradient, gradient)")]
    [InlineData("g^3", "multiply(gradient, multiply(gradient, gradient))")]
    [InlineData("g^4", "multiply(multiply(gradient, gradient), multiply(gradient, gradient))")]
    [InlineData("g^5", "multiply(gradient, multiply(multiply(gradient, gradient), multiply(gradient, gradient)))")]
    [InlineData("g^6", "multiply(multiply(gradient, gradient), multiply(multiply(gradient, gradient), multiply(gradient, gradient)))")]
    [InlineData("g^-1", "divide(1, gradient)")]
    [InlineData("g^-2", "divide(1, multiply(gradient, gradient))")]
    [InlineData("g^0", "broadcast(1)")]
    [InlineData("g^0.5", "power(gradient, 0.5)")]
    [InlineData("(if 1 > 2 then g else w)", "weight")]
    [InlineData("(if 1 < 2 then g else w)", "gradient")]
    [InlineData("(if g > 0 then w else w)", "weight")]
    [InlineData("(if 1 < 2 then 3 else g)", "broadcast(3)")]
    [InlineData("(if 1 < 2 and g > 0 then g else w)", "select(greater(gradient, 0), gradient, weight)")]
    [InlineData("(if 1 > 2 or g > 0 then g else w)", "select(greater(gradient, 0), gradient, weight)")]
    [InlineData("(if not (1 > 2) then g else w)", "gradient")]
    [InlineData("2 * 3 + g", "add(6, gradient)")]
    [InlineData("2 * g * 3", "multiply(multiply(2, gradient), 3)")]
    [InlineData("(if isfinite(inf) then g else w)", "weight")]
    [InlineData("(if isnan(inf - inf) then g else w)", "gradient")]
    [InlineData("g * (1 / 3)", "multiply(gradient, 0.3333333432674408)")]
    [InlineData("g * max(2, -1) + min(4, 3)", "add(multiply(gradient, 2), 3)")]
    [InlineData("g * sign(-2) + floor(-0.5) + round(2.5)", "add(add(multiply(gradient, -1), -1), 2)")]
    [InlineData("g * sqrt(2)", "multiply(gradient, 1.4142135381698608)")]
    [InlineData("g * exp(0)", "multiply(gradient, to_single(exp(0)))")]
    [InlineData("g * lr * 1", "multiply(gradient, to_single(learning_rate))")]
    [InlineData("norm(g) * 1 * g", "multiply(to_single(sqrt(sum_of_products(gradient, gradient))), gradient)")]
    [InlineData("(lr * 1) / 1 + g", "add(to_single(learning_rate), gradient)")]
    public void What_is_known_is_folded_and_nothing_that_changes_a_bit(string expression, string folded)
    {
        StepProgram program = FoldConstants.Run(Recipes.LowerRule($"w = {expression}", "apply: own"));

        Assert.Equal(folded, Formula.Of(program, program.NewWeight));
    }

    [Fact]
    public void Doubles_fold_in_double_and_are_rounded_once()
    {
        StepProgram program = FoldConstants.Run(Recipes.LowerRule("s = 0.1 + 0.2\nw = (0.1 + 0.2) * w", "apply: own\nstate: { s: { per: step } }"));

        Assert.Equal(0.1 + 0.2, program.Nodes[program.NewStates[0]].Constant);
        Assert.Equal((float)(0.1 + 0.2), program.Nodes[program.Nodes[program.NewWeight].Operands[0]].Constant);
    }

    [Theory]
    [InlineData("-0.0", long.MinValue)]
    [InlineData("0 * -1", long.MinValue)]
    [InlineData("0 - 0", 0)]
    [InlineData("max(0, -0.0)", long.MinValue)]
    [InlineData("sign(-0.0)", long.MinValue)]
    public void The_sign_of_a_zero_is_kept(string expression, long bits)
    {
        StepProgram program = FoldConstants.Run(Recipes.LowerRule($"s = {expression}", "state: { s: { per: step } }"));

        Assert.Equal(bits, BitConverter.DoubleToInt64Bits(program.Nodes[program.NewStates[0]].Constant));
    }

    [Fact]
    public void A_value_that_a_rule_names_keeps_its_name()
    {
        StepProgram program = FoldConstants.Run(Recipes.LowerRule("a = (g + w) * 1\nb = a^4\nw = b", "apply: own"));

        Assert.Equal("b", program.Nodes[program.NewWeight].Label);
        Assert.Contains(program.Nodes, node => node is { Opcode: Opcode.Add, Label: "a" });
    }
}
