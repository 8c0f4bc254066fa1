using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Reductions over tensors, group states and skipped steps: what they become, and what must be refused.</summary>
public class GroupTests
{
    private const string States = "{ m: { per: element }, own: { per: tensor }, average: { per: group }, seen: { per: step } }";

    [Theory]
    [InlineData("norm(g, over: all)", "SumOfProducts Tensor Double", "GroupSum All Group Double", "Sqrt Group Double")]
    [InlineData("norm(own, over: group)", "Multiply Tensor Double", "GroupSum Group Group Double", "Sqrt Group Double")]
    [InlineData("sum(g, over: group)", "Sum Tensor Double", "GroupSum Group Group Double")]
    [InlineData("amax(own, over: group)", "GroupLargest Group Group Double")]
    [InlineData("amin(own, over: all)", "Negate Tensor Double", "GroupLargest All Group Double", "Negate Group Double")]
    [InlineData("mean(own, over: all)",
        "GroupSum All Group Double", "Constant Step Double", "Broadcast Tensor Double", "GroupSum All Group Double",
        "Constant Step Double", "Max Group Double", "Divide Group Double")]
    [InlineData("amax(g, over: all)",
        "Largest Tensor Double", "ElementCount Tensor Double", "Constant Step Double", "Greater Tensor Condition",
        "Constant Step Double", "Select Tensor Double", "GroupSum All Group Double", "Constant Step Double",
        "Greater Group Condition", "GroupLargest All Group Double", "Constant Step Double", "Select Group Double")]
    public void A_reduction_over_tensors_folds_elements_first_and_then_tensors(string expression, params string[] nodes)
    {
        StepProgram program = Lower("own = own", $"average = {expression}");
        int statement = program.Origins.ToList().FindIndex(origin => origin.Statement.Contains("average ="));
        Assert.Equal(nodes, program.Nodes.Where(node => node.Origin == statement || node.Opcode == Opcode.ElementCount).Select(Describe));
        Assert.Equal("Own.average", program.States[program.NewStates.ToList().IndexOf(program.Nodes.ToList().FindLastIndex(node => node.Label == "average"))].Name);
    }

    [Fact]
    public void What_is_computed_from_group_values_is_one_for_the_group_until_it_meets_a_parameters_own()
    {
        StepProgram program = Lower("scale = 2 * lr / norm(g, over: group)", "own = scale * k", "average = scale");
        Assert.Equal(Scope.Group, Labelled(program, "scale").Scope);
        Assert.Equal(Scope.Tensor, Labelled(program, "own").Scope);
        Assert.Equal(Scope.Group, program.Nodes[program.NewStates[2]].Scope);
    }

    [Fact]
    public void Clipping_by_the_global_norm_waits_for_all_tensors_once()
    {
        CompiledOptimizer compiled = Recipe.Compile("optimizer: A\nchain: [ClipByGlobalNorm]\n");
        Assert.Equal(-1, compiled.Lowered.Skip);
        Assert.Equal([(0, 0), (-1, 1), (1, 0)], compiled.Plan.Levels.Select(level => (level.Pass, level.GroupReductions.Count)));
        Assert.Equal(compiled.Plan.Levels.Count + 1, compiled.Plan.Stages.Count);
        Assert.Equal((1, -1), (compiled.Plan.Barriers, compiled.Plan.SkipStage));
        // The gradient twice, and the parameter read and written.
        Assert.Equal(16, compiled.Plan.BytesPerElement);
    }

    [Fact]
    public void Nothing_is_stored_before_a_skip_is_decided()
    {
        CompiledOptimizer compiled = Recipe.Compile(
            "optimizer: A\nchain: [Own, Adam]\n",
            Transform("own = max(own, amax(abs(g)))", "m = m + g", "average = average + amax(g, over: group)", "seen = seen + 1", "skip step when any(not isfinite(grad), over: all)", "g = m * own * average * seen"));
        Assert.Equal(("Greater Group Condition", 2), (Describe(compiled.Lowered.Nodes[compiled.Lowered.Skip]), compiled.Plan.SkipStage));
        for (int stage = 0; stage <= compiled.Plan.SkipStage; stage++)
            Assert.DoesNotContain(compiled.Plan.Stages[stage].Stores, store => compiled.Plan.Program.States[store.Slot].Scope == Scope.Tensor);
        foreach (int pass in compiled.Plan.Levels.Take(compiled.Plan.SkipStage).Select(level => level.Pass).Where(pass => pass >= 0))
            Assert.Empty(compiled.Plan.Passes[pass].Stores);
        Assert.Equal(["Own.own", "Own.average"], compiled.Plan.Stages.SelectMany(stage => stage.Stores).Select(store => compiled.Plan.Program.States[store.Slot].Name));
    }

    [Fact]
    public void Two_skips_skip_when_either_does()
    {
        StepProgram program = Lower("skip step when t > 5", "skip step when norm(g, over: all) > 2");
        Assert.Equal(Opcode.Or, program.Nodes[program.Skip].Opcode);
    }

    [Theory]
    [InlineData("any(not isfinite(grad), over: all)")]
    [InlineData("any(abs(g) > 5, over: all) and t < 10")]
    [InlineData("norm(grad, over: all) > 1e3 * lr")]
    [InlineData("mod(t, 10) == 3")]
    public void A_step_may_be_skipped_by_what_all_tensors_share(string condition) =>
        Assert.Empty(Recipe.Findings("optimizer: A\nchain: [Own]\n", Transform($"skip step when {condition}")));

    [Theory]
    [InlineData("any(isnan(g))", "this is one value for each tensor")]
    [InlineData("isnan(g)", "this is one value for each element")]
    [InlineData("any(isnan(g), over: group)", "this folds one param group")]
    [InlineData("any(isnan(w), over: all)", "w is not the gradient")]
    [InlineData("any(isnan(m), over: all)", "'m' is a state")]
    [InlineData("average > 1", "'average' is a state")]
    [InlineData("seen > 1", "'seen' is a state")]
    [InlineData("k > 1", "k belongs to a parameter")]
    [InlineData("any(isnan(g), over: all) and k > 1", "this is one value for each tensor")]
    public void A_step_is_not_skipped_by_anything_else(string condition, string because)
    {
        string finding = Assert.Single(Recipe.Findings("optimizer: A\nchain: [Own]\n", Transform($"skip step when {condition}")));
        Assert.StartsWith("t0.transform.yaml(4,18): error SSC0517: A step is skipped for all tensors at once", finding);
        Assert.EndsWith(because, finding);
    }

    [Theory]
    [InlineData("average + k")]
    [InlineData("average * 0.5^k")]
    [InlineData("average + seen")]
    [InlineData("if k > 3 then 1 else 0")]
    public void A_group_state_does_not_follow_one_parameter(string expression)
    {
        string finding = Assert.Single(Recipe.Findings("optimizer: A\nchain: [Own]\n", Transform($"average = {expression}")));
        Assert.StartsWith("t0.transform.yaml(4,13): error SSC0518: 'average' is one value for each group, but this depends on k or on a step state", finding);
    }

    [Theory]
    [InlineData("k > 3")]
    [InlineData("seen > 3 and t > 3")]
    public void A_group_state_is_not_reset_by_one_parameter(string condition)
    {
        const string Moment = "transform: Moment\nstate: { shared: { per: group, moment: true } }\nrule: |\n  shared = shared + norm(g, over: group)\n";
        string finding = Assert.Single(Recipe.Findings("optimizer: A\nchain: [Own, Moment]\n", Transform($"reset moments when {condition}"), Moment));
        Assert.StartsWith("t0.transform.yaml(4,22): error SSC0518: 'Moment.shared' is one value for each group", finding);
        Assert.Empty(Recipe.Findings("optimizer: A\nchain: [Own, Moment]\n", Transform("reset moments after step when t > 3"), Moment));
    }

    [Theory]
    [InlineData("average + norm(g)")]
    [InlineData("average + k * own")]
    public void A_group_state_does_not_follow_one_tensor(string expression)
    {
        string finding = Assert.Single(Recipe.Findings("optimizer: A\nchain: [Own]\n", Transform($"average = {expression}")));
        Assert.StartsWith("t0.transform.yaml(4,13): error SSC0507: 'average' is one value for each group, but this is one for each tensor", finding);
    }

    [Theory]
    [InlineData("average", "group")]
    [InlineData("lr", "step")]
    public void What_is_one_for_the_group_already_is_not_folded_over_tensors(string operand, string scope) =>
        Assert.EndsWith($"this is already one value for each {scope}", Assert.Single(Recipe.Findings("optimizer: A\nchain: [Own]\n", Transform($"average = sum({operand}, over: group)"))));

    private static StepProgram Lower(params string[] statements) =>
        Recipe.Compile("optimizer: A\nchain: [Own]\n", Transform(statements)).Lowered;

    private static string Transform(params string[] statements) =>
        $"transform: Own\nstate: {States}\nrule: |\n" + string.Concat(statements.Select(statement => $"  {statement}\n"));

    private static Node Labelled(StepProgram program, string label) => program.Nodes.Single(node => node.Label == label && node.Operands.Count > 0);

    private static string Describe(Node node) =>
        string.Join(' ', new object?[] { node.Opcode, node.IsGroupReduction ? node.Over : null, node.Scope, node.Kind }.Where(part => part is not null));
}
