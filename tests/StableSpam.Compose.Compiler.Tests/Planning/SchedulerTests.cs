using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Planning;

/// <summary>What steps cost, and where values are computed, kept and written.</summary>
public class SchedulerTests
{
    private const string TrustRatio = "u = g\nratio = norm(w) / norm(u)\ng = if norm(w) > 0 and norm(u) > 0 then ratio * u else u";

    [Theory]
    [InlineData("AdamW", 1, 28)]
    [InlineData("Lion", 1, 20)]
    [InlineData("Sgd", 1, 12)]
    [InlineData("StableSpam", 3, 36)]
    public void The_library_moves_no_byte_more_than_it_must(string name, int passes, int bytes)
    {
        StepPlan plan = RecipeCompiler.Compile(RecipeLibrary.Optimizers[name], RecipeLibrary.Transforms, new FindingBag())!.Plan;

        Assert.Equal((passes, bytes), (plan.Passes.Count, plan.BytesPerElement));
    }

    [Fact]
    public void What_is_cheaper_to_keep_than_to_compute_again_is_kept()
    {
        StepPlan plan = Recipes.Compile("optimizer: O\nchain: [Adam, X]\n", Recipes.Transform(TrustRatio)).Plan;

        Assert.Equal((2, 40), (plan.Passes.Count, plan.BytesPerElement));
        int kept = Assert.Single(plan.Scratch);
        Assert.Equal("g", plan.Program.Nodes[kept].Label);
        Assert.Equal([StoreTarget.State, StoreTarget.State, StoreTarget.Scratch], plan.Passes[0].Stores.Select(store => store.Target).Order(Comparer<StoreTarget>.Create((a, b) => a.CompareTo(b))));
        Assert.Equal([StoreTarget.Weight], plan.Passes[1].Stores.Select(store => store.Target));
        Assert.Contains(kept, plan.Passes[1].Loads);
    }

    [Fact]
    public void What_only_a_later_pass_needs_is_kept_where_its_arrays_are_read()
    {
        StepPlan plan = Plan("g = max(v * x, g) / (norm(v * x) + norm(g))", "state: { v: { per: element }, x: { per: element } }");

        Assert.Equal((2, 28), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Equal(Opcode.Max, plan.Program.Nodes[Assert.Single(plan.Scratch)].Opcode);
    }

    [Fact]
    public void What_is_computed_from_one_array_is_computed_again()
    {
        StepPlan plan = Plan("u = sqrt(abs(g))\ng = u / norm(u)");

        Assert.Equal((2, 16), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Empty(plan.Scratch);
    }

    [Fact]
    public void A_state_whose_old_value_the_last_pass_reads_is_written_there()
    {
        StepPlan plan = Plan("u = v\nv = g\ng = u / norm(g)", "state: { v: { per: element } }");

        Assert.Equal((2, 24), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Empty(plan.Passes[0].Stores);
        Assert.Equal([StoreTarget.State, StoreTarget.Weight], plan.Passes[1].Stores.Select(store => store.Target));
    }

    [Fact]
    public void A_state_is_written_as_soon_as_nothing_reads_the_old_value()
    {
        StepPlan plan = Plan("v = v + g\ng = g / norm(v)", "state: { v: { per: element } }");

        Assert.Equal([StoreTarget.State], plan.Passes[0].Stores.Select(store => store.Target));
    }

    [Fact]
    public void A_state_is_written_where_what_it_is_computed_from_is_read_anyway()
    {
        // The first pass has all that the average needs, but only the second reads w.
        StepPlan plan = Plan("v = 0.9 * v + 0.1 * w\ng = g / norm(g)", "state: { v: { per: element } }");

        Assert.Equal((2, 24), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Empty(plan.Passes[0].Stores);
        Assert.Equal([StoreTarget.State, StoreTarget.Weight], plan.Passes[1].Stores.Select(store => store.Target));
    }

    [Fact]
    public void States_that_share_what_they_are_computed_from_are_postponed_together()
    {
        StepPlan plan = Plan("v = g\nx = -g\ng = g * norm(w)", "state: { v: { per: element }, x: { per: element } }");

        Assert.Equal((2, 24), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Empty(plan.Passes[0].Stores);
    }

    [Fact]
    public void A_reduction_with_slack_runs_where_its_array_is_read_anyway()
    {
        StepPlan plan = Plan("s = sum(abs(v))\nv = v + g / norm(g)", "state: { s: { per: tensor }, v: { per: element } }");

        Assert.Equal((2, 24), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Equal([Opcode.SumOfProducts], plan.Passes[0].Reductions.Select(node => plan.Program.Nodes[node].Opcode));
        Assert.Equal([Opcode.Sum], plan.Passes[1].Reductions.Select(node => plan.Program.Nodes[node].Opcode));
    }

    [Fact]
    public void Two_reductions_with_slack_move_together()
    {
        // One of them alone would read v in the first pass still.
        StepPlan plan = Plan("s = sum(abs(v))\nq = amax(v)\nv = v + g / norm(g)", "state: { s: { per: tensor }, q: { per: tensor }, v: { per: element } }");

        Assert.Equal((2, 24), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Equal(2, plan.Passes[1].Reductions.Count);
    }

    [Fact]
    public void A_reduction_moves_by_two_passes_where_one_would_not_help()
    {
        StepPlan plan = Plan("s = sum(abs(v))\nx = x / norm(g)\nv = v / norm(x)", "state: { s: { per: tensor }, v: { per: element }, x: { per: element } }");

        Assert.Equal((3, 28), (plan.Passes.Count, plan.BytesPerElement));
        Assert.Equal([Opcode.Sum], plan.Passes[2].Reductions.Select(node => plan.Program.Nodes[node].Opcode));
    }

    [Fact]
    public void A_tensor_state_that_is_read_late_is_written_late()
    {
        StepPlan plan = Plan("old = s\ns = numel\ng = g / (norm(g) + old)", "state: { s: { per: tensor } }");

        Assert.Equal(3, plan.Stages.Count);
        Assert.Empty(plan.Stages[0].Stores);
        Assert.Single(plan.Stages[1].Stores);
    }

    [Fact]
    public void A_tensor_state_that_only_elements_of_the_first_pass_read_is_written_before_it()
    {
        StepPlan plan = Plan("g = g * s\ns = numel\ng = g / norm(g)", "state: { s: { per: tensor } }");

        Assert.Single(plan.Stages[0].Stores);
    }

    public static TheoryData<string> SmallRules { get; } =
    [
        "g = g / norm(g)",
        "u = v\nv = g\ng = u / norm(g)",
        "v = 0.9 * v + g\ng = v / norm(v)",
        "v = 0.9 * v + g\ng = v / norm(v) * norm(w)",
        "u = g + 0.1 * w\ng = u * norm(w) / norm(u)",
        "s = sum(abs(v))\nv = v + g / norm(g)",
        "s = sum(abs(v))\np = amax(v)\nv = v + g / norm(g)",
        "s = sum(v * x)\nv = v + g / norm(g)\nx = x + g",
        "p = amax(abs(g))\ng = g / p\ns = norm(g)\nv = v + g / s\ng = v",
        "p = amax(abs(g))\nu = g / p + v\ns = norm(u)\ng = u / s\nv = x",
        "v = v + g\nu = v * x\nx = u / norm(u)\ng = x / norm(x)",
        "u = g * v\ny = w * x\ng = u / norm(y) + y / norm(u)",
        "old = v\nv = x\nx = old\ng = g / norm(g) * old",
        "s = sum(x)\nx = x / norm(g)\np = sum(v)\nv = v / norm(x)",
        "v = v + norm(g)\ns = sum(abs(v - x))\nx = v",
        "apply\nv = 0.9 * v + 0.1 * w\ns = norm(w - v)",
        "a = norm(g)\nb = norm(g / a)\nc = norm(v)\ng = g / b * c + v",
        "a = norm(g)\nb = norm(g / a + v)\ns = norm(v + x)\ng = g / b + v + x",
    ];

    [Theory]
    [MemberData(nameof(SmallRules))]
    public void No_schedule_of_a_small_program_is_cheaper(string rule)
    {
        StepPlan plan = Plan(rule, "state: { s: { per: tensor }, p: { per: tensor }, v: { per: element }, x: { per: element } }");
        int? least = CheapestSchedule.BytesPerElement(plan.Program, attempts: 20_000_000);

        Assert.NotNull(least);
        Assert.True(plan.BytesPerElement == least, $"There is one of {least} bytes:\n{PlanPrinter.Print(plan)}\n{IrPrinter.Print(plan.Program)}");
    }

    private static StepPlan Plan(string rule, string declarations = "") => Recipes.Compile(Recipes.OfX, Recipes.Transform(rule, declarations)).Plan;
}
