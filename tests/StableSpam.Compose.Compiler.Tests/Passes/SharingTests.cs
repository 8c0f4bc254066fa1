using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Tests.Lowering;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Passes;

/// <summary>What is computed once, and what is not computed at all.</summary>
public class SharingTests
{
    public static TheoryData<string> Optimizers => [.. RecipeLibrary.Optimizers.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void The_same_of_the_same_is_computed_once()
    {
        StepProgram program = ShareCommonValues.Run(Recipes.LowerRule("a = sqrt(g * w)\nb = sqrt(g * w)\nw = a + b", "apply: own"));

        Node sum = program.Nodes[program.NewWeight];
        Assert.Equal(sum.Operands[0], sum.Operands[1]);
    }

    [Fact]
    public void Operands_in_another_order_are_another_value()
    {
        StepProgram program = ShareCommonValues.Run(Recipes.LowerRule("w = max(g, w) + max(w, g)", "apply: own"));

        Node sum = program.Nodes[program.NewWeight];
        Assert.NotEqual(sum.Operands[0], sum.Operands[1]);
    }

    [Fact]
    public void Both_zeros_stay_apart()
    {
        StepProgram program = PassPipeline.Run(Recipes.LowerRule("w = max(g, 0) + max(g, -0.0)", "apply: own"));

        Node sum = program.Nodes[program.NewWeight];
        Assert.NotEqual(sum.Operands[0], sum.Operands[1]);
    }

    [Fact]
    public void A_number_is_no_condition()
    {
        // 'reset moments' is selected by true, which is kept as 1.
        StepProgram program = ShareCommonValues.Run(Recipes.Lower(
            "optimizer: O\nchain: [X, Later]\n", Recipes.Transform("reset moments\ng = g * 1"), "transform: Later\nstate: { m: { per: step, moment: true } }\nrule: |\n  m = m + 1\n"));

        Assert.All(
            program.Nodes.Where(node => node.Opcode == Opcode.Select), node => Assert.Equal(ValueKind.Condition, program.Nodes[node.Operands[0]].Kind));
    }

    [Fact]
    public void Different_powers_and_different_states_stay_apart()
    {
        StepProgram program = ShareCommonValues.Run(Recipes.LowerRule("u = g^2\nv = g^3\nw = u + v", "apply: own\nstate: { u: { per: element }, v: { per: element } }"));

        Assert.NotEqual(program.NewStates[0], program.NewStates[1]);
    }

    [Fact]
    public void What_nothing_needs_is_dropped()
    {
        StepProgram program = RemoveDeadCode.Run(Recipes.LowerRule("x = norm(g)\nw = w * 0.5", "apply: own"));

        Assert.DoesNotContain(program.Nodes, node => node.IsReduction || node.Opcode is Opcode.Gradient or Opcode.LearningRate);
        Assert.Equal("multiply(weight, to_single(0.5))", Formula.Of(program, program.NewWeight));
    }

    [Fact]
    public void What_a_state_or_the_clock_needs_stays()
    {
        StepProgram program = RemoveDeadCode.Run(Recipes.LowerRule("s = norm(g)\nk = k * 2\ng = w", "apply: own\nstate: { s: { per: tensor } }"));

        Assert.Equal("sqrt(sum_of_products(gradient, gradient))", Formula.Of(program, program.NewStates[0]));
        Assert.Equal("multiply(update_clock, 2)", Formula.Of(program, program.NewClock));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Passes_find_nothing_more_to_do_the_second_time(string name)
    {
        StepProgram lowered = RecipeCompiler.Compile(RecipeLibrary.Optimizers[name], RecipeLibrary.Transforms, new FindingBag())!.Lowered;
        StepProgram once = PassPipeline.Run(lowered);

        Assert.Equal(IrPrinter.Print(once), IrPrinter.Print(PassPipeline.Run(once)));
        Assert.True(once.Nodes.Count <= lowered.Nodes.Count);
    }
}
