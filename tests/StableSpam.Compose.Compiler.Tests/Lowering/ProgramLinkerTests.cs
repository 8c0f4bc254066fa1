using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>What programs of one optimizer fold together, in which order, and what a chain asks of the tensors of another.</summary>
public class ProgramLinkerTests
{
    private const string ByName = "optimizer: O\nchains:\n  - { match: a, chain: [X] }\nchain: [Apply]\n";

    [Fact]
    public void A_tensor_of_another_chain_contributes_to_what_is_folded_over_all()
    {
        CompiledOptimizer compiled = Recipes.Compile(ByName, Recipes.Transform("g = g / (norm(grad, over: all) + sum(g, over: group))"));

        Assert.All(compiled.Programs, program => Assert.Equal(
            [(Opcode.GroupSum, TensorSet.All), (Opcode.GroupSum, TensorSet.Group)], program.Lowered.Folds.Select(fold => (fold.Opcode, fold.Over))));
        Assert.Equal([0, 1], FoldsOf(compiled.Programs[0].Plan.Program));
        Assert.Equal([0], FoldsOf(compiled.Programs[1].Plan.Program));
        Assert.Equal([1, 1], compiled.Programs.Select(program => program.Plan.Barriers));
    }

    [Fact]
    public void A_chain_folds_its_own_groups_without_the_others()
    {
        CompiledOptimizer compiled = Recipes.Compile(ByName, Recipes.Transform("g = g / norm(g, over: group)"));
        Assert.Equal([1, 0], compiled.Programs.Select(program => program.Plan.Barriers));
    }

    [Fact]
    public void A_skip_of_one_chain_is_a_skip_of_all()
    {
        CompiledOptimizer compiled = Recipes.Compile(
            "optimizer: O\nchains:\n  - { match: a, chain: [X] }\n  - { match: b, chain: [SkipNonFinite] }\nchain: [Apply]\n",
            Recipes.Transform("skip step when norm(grad, over: all) > 5"));

        Assert.All(compiled.Programs, program => Assert.True(program.Plan.SkipStage >= 0));
        Assert.Equal([Opcode.Or, Opcode.Or, Opcode.Or], compiled.Programs.Select(program => program.Plan.Program.Nodes[program.Plan.Program.Skip].Opcode));
        // It is known after the last round that it needs, in every program.
        Assert.All(compiled.Programs, program => Assert.True(program.Plan.Levels[program.Plan.SkipStage - 1].GroupReductions.Count > 0));
    }

    [Fact]
    public void A_skip_that_folds_nothing_is_known_at_the_beginning_everywhere()
    {
        CompiledOptimizer compiled = Recipes.Compile(ByName, Recipes.Transform("skip step when t > 5"));
        Assert.Equal([0, 0], compiled.Programs.Select(program => program.Plan.SkipStage));
    }

    [Fact]
    public void What_several_programs_fold_in_one_round_has_one_barrier_in_each()
    {
        // For matrices the first fold needs two passes more than the second, for vectors the second waits for the first.
        const string Cases = "transform: C\nrule:\n  matrix: |\n    g = g / norm(g)\n    g = g / norm(g)\n    w = grad\n  vector: |\n    w = w * lr\n";
        CompiledOptimizer compiled = Recipes.Compile(
            "optimizer: O\nchain: [C, X, D]\n", Cases, Recipes.Transform("a = norm(g, over: group)\nw = w * a"),
            "transform: D\nrule:\n  matrix: |\n    w = grad\n");
        CompiledOptimizer after = Recipes.Compile(
            "optimizer: O\nchain: [C, X, D, Y]\n", Cases, Recipes.Transform("a = norm(g, over: group)\nw = w * a"),
            "transform: D\nrule:\n  matrix: |\n    w = grad\n", "transform: Y\nrule: |\n  g = g * norm(w, over: group)\n");

        Assert.Equal([0], compiled.Programs[0].Lowered.Folds.Select(fold => fold.Round));
        Assert.Equal([0, 1], after.Programs[0].Lowered.Folds.Select(fold => fold.Round));
        foreach (StepPlan plan in after.Programs.Select(program => program.Plan))
        {
            List<int> rounds = [.. plan.Levels.Where(level => level.GroupReductions.Count > 0)
                .Select(level => level.GroupReductions.Select(node => plan.Program.Folds[plan.Program.Nodes[node].Fold].Round).Distinct().Single())];
            Assert.Equal([0, 1], rounds);
        }
    }

    [Fact]
    public void What_another_program_folds_is_kept_where_it_is_of_no_use()
    {
        // A vector drops the update that the norm is for; matrices still need what vectors add to it.
        CompiledOptimizer compiled = Recipes.Compile(
            "optimizer: O\nchain: [X, C]\n", Recipes.Transform("g = g / norm(g, over: group)"), "transform: C\nrule:\n  vector: |\n    g = sign(w)\n");
        Assert.All(compiled.Programs, program => Assert.Equal([0], FoldsOf(program.Plan.Program)));
    }

    [Theory]
    [InlineData("g = 2 * g\nx = norm(g, over: all)", 1, "this follows from an assignment to 'g'")]
    [InlineData("w = 2 * w\nx = sum(w * grad, over: all)", 1, "this follows from an assignment to 'w'")]
    [InlineData("g = 2 * g\nu = 3 * g\nx = amax(abs(u), over: all)", 2, "this follows from an assignment to 'g'")]
    [InlineData("x = norm(g * s, over: all)", 0, "'s' is a state")]
    [InlineData("x = norm(g * n, over: all)", 0, "'n' is a state")]
    [InlineData("x = count(abs(g) > norm(g, over: group), over: all)", 0, "this follows from a fold over one param group")]
    [InlineData("apply\nx = norm(w, over: all)", 1, "this follows from an assignment to 'w'")]
    public void With_several_chains_all_is_what_every_tensor_knows(string rule, int line, string because)
    {
        string[] statements = rule.Split('\n');
        statements[line] = $"⟦{statements[line]}⟧";
        string transform = Recipes.Transform(string.Join('\n', statements) + "\ng = g * x", "state: { s: { per: element }, n: { per: step } }");
        Assert.EndsWith(because, Recipes.FindsOne(FindingCatalog.NotOfEveryChain, ByName, transform));
        // One chain may.
        Recipes.Compile(Recipes.OfX, transform.Replace("⟦", "").Replace("⟧", ""));
    }

    [Theory]
    [InlineData("x = norm(g, over: all) + amax(abs(w), over: all)")]
    [InlineData("x = count(abs(grad) > lr * t * k * norm(g, over: all), over: all)")]
    [InlineData("u = 2 * g\nx = sum(rms(u), over: all)")]
    [InlineData("x = norm(g, over: all)\ng = x * g")]
    [InlineData("g = 2 * g\nx = norm(grad, over: all)")]
    [InlineData("s = 2 * g\nx = norm(grad, over: all)")]
    public void With_several_chains_all_may_be_what_a_step_starts_from(string rule) =>
        Recipes.Compile(ByName, Recipes.Transform(rule + "\ng = g * x", "state: { s: { per: element } }"));

    private static IEnumerable<int> FoldsOf(StepProgram program) =>
        program.Nodes.Where(node => node.IsGroupReduction).Select(node => node.Fold).Order();
}
