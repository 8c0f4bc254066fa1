using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Random numbers: what a call becomes, which stream it draws from, and where none can be drawn.</summary>
public class RandomTests
{
    private const string Seed = "hyperparameters: { seed: { type: int, default: 7 }, f: { default: false } }";

    [Fact]
    public void Every_call_draws_from_a_stream_of_its_own_and_keeps_it_through_all_passes()
    {
        CompiledOptimizer compiled = Recipes.Compile(
            Recipes.OfX, Recipes.Transform("unread = normal(seed)\ng = g + uniform(seed) + uniform(seed) + normal(seed)", Seed));

        Assert.Equal([0, 1, 2, 3], Streams(compiled.Lowered));
        Assert.Equal([1, 2, 3], Streams(compiled.Plan.Program));
        Assert.All(compiled.Lowered.Nodes.Where(node => node.IsRandom), node =>
        {
            Assert.Equal((Scope.Element, ValueKind.Single), (node.Scope, node.Kind));
            Assert.Equal([Opcode.Hyperparameter, Opcode.StepClock], node.Operands.Select(operand => compiled.Lowered.Nodes[operand].Opcode));
        });
    }

    [Fact]
    public void Calls_that_structure_leaves_out_are_not_counted() =>
        Assert.Equal([0], Streams(Recipes.LowerRule("if f: g = g + normal(seed)\ng = g + uniform(seed)", Seed)));

    [Fact]
    public void Calls_are_counted_down_the_chain()
    {
        StepProgram program = Recipes.Lower(
            "optimizer: O\nchain: [ GradientNoise: { as: First }, GradientNoise: { eta: { fixed: 1 }, noise_fade: { fixed: 1 }, seed: { fixed: 3 } } ]");
        Assert.Equal([0, 1], Streams(program));
        Assert.Equal([Opcode.Hyperparameter, Opcode.Constant], program.Nodes.Where(node => node.IsRandom).Select(node => program.Nodes[node.Operands[0]].Opcode));
    }

    [Fact]
    public void A_random_number_is_drawn_again_rather_than_kept()
    {
        CompiledOptimizer compiled = Recipes.Compile(Recipes.OfX, Recipes.Transform("g = g + normal(seed)\ng = g / (norm(g) + 1)", Seed));
        Assert.Empty(compiled.Plan.Scratch);
        // The gradient twice, and the parameter read and written.
        Assert.Equal(16, compiled.Plan.BytesPerElement);
    }

    [Theory]
    [InlineData("g = g + uniform(⟦norm(g)⟧)", "The seed of 'uniform' is a whole number that is known before the step, such as a hyperparameter; this is one value for each tensor")]
    [InlineData("g = g + normal(⟦g⟧)", "The seed of 'normal' is a whole number that is known before the step, such as a hyperparameter; this is one value for each element")]
    public void A_seed_is_a_step_value(string rule, string message) =>
        Assert.Equal(message, Recipes.FindsOne(FindingCatalog.SeedNotOfStep, Recipes.OfX, Recipes.Transform(rule, Seed)));

    [Fact]
    public void Settings_and_relations_draw_nothing()
    {
        const string Message = "'uniform' draws a number for each element and can only stand in a rule; draw it there and scale it by this setting";
        Assert.Equal(Message, Recipes.FindsOne(FindingCatalog.RandomOutsideRule, "optimizer: O\nchain: [ Adam: { eps: \"⟦uniform⟧(1)\" } ]"));
        Assert.Equal(Message, Recipes.FindsOne(FindingCatalog.RandomOutsideRule, "optimizer: O\nrelations: [ \"⟦uniform⟧(1) < beta1\" ]\nchain: [Adam]"));
    }

    [Fact]
    public void A_skip_is_not_left_to_chance() =>
        Assert.EndsWith(
            "a step that is skipped draws the same random numbers again",
            Recipes.FindsOne(FindingCatalog.SkipNotOverAll, Recipes.OfX, Recipes.Transform("skip step when ⟦any(uniform(seed) > 0.5, over: all)⟧", Seed)));

    private static IEnumerable<int> Streams(StepProgram program) => program.Nodes.Where(node => node.IsRandom).Select(node => node.Slot);
}
