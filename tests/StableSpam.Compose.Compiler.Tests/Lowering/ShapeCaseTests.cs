using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Rules and states by shape: one program for matrices, one for vectors.</summary>
public class ShapeCaseTests
{
    private const string Cases = "transform: X\nhyperparameters: { a: { default: 1 }, b: { default: 2 } }\nstate:\n  r: { per: tensor, for: matrix }\n  m: { per: element }\n  v: { per: element, for: vector }\nrule:\n";

    [Fact]
    public void Each_shape_has_its_statements_and_states()
    {
        CompiledOptimizer compiled = Recipes.Compile(Recipes.OfX, Cases + "  vector: |\n    v = a * g\n  matrix: |\n    r = b * norm(g)\n    m = g * r\n");

        Assert.Equal([ShapeCase.Matrix, ShapeCase.Vector], compiled.Programs.Select(program => program.Lowered.Case.Shape));
        Assert.Equal(["X.r, X.m", "X.m, X.v"], compiled.Programs.Select(program => string.Join(", ", program.Lowered.States.Select(state => state.Name))));
        Assert.Equal(
            ["r = b * norm(g); m = g * r; w = w - lr * g", "v = a * g; w = w - lr * g"],
            compiled.Programs.Select(program => string.Join("; ", program.Lowered.Origins.Select(origin => origin.Statement))));
        // Both have both hyperparameters: the constructor is one.
        Assert.All(compiled.Programs, program => Assert.Equal(["a", "b"], program.Lowered.Hyperparameters.Select(slot => slot.Name)));
        Assert.Same(compiled.Programs[0].Lowered, compiled.Lowered);
        Assert.Equal([4, 8], compiled.Programs.Select(program => program.Plan.StateBytesPerElement));
    }

    [Fact]
    public void A_case_that_is_left_out_leaves_g_as_it_is()
    {
        CompiledOptimizer compiled = Recipes.Compile(Recipes.OfX, "transform: X\nrule:\n  vector: |\n    g = 2 * g\n");
        Assert.Equal(["w = w - lr * g"], compiled.Programs[0].Lowered.Origins.Select(origin => origin.Statement));
    }

    [Fact]
    public void The_other_transforms_of_the_chain_are_in_both_programs()
    {
        CompiledOptimizer compiled = Recipes.Compile("optimizer: O\nchain: [DecoupledDecay, X]\n", "transform: X\nrule:\n  vector: |\n    g = 2 * g\n");
        Assert.All(compiled.Programs, program => Assert.Equal("w = w * (1 - lr * decay)", program.Lowered.Origins[0].Statement));
    }

    [Fact]
    public void Each_shape_is_applied_once()
    {
        const string Applied = "transform: X\nrule:\n  vector: |\n    apply\n  matrix: |\n    apply\n    w = 2 * w\n";
        Assert.Equal(2, Recipes.Compile(Recipes.OfX, Applied).Programs.Count);
        Recipes.FindsOne(FindingCatalog.AppliedTwice, "optimizer: O\nchain: [X, ⟦Apply⟧]\n", "transform: X\nrule:\n  vector: |\n    apply\n");
    }

    [Theory]
    [InlineData("  matrix: |\n    m = g * ⟦v⟧\n", "exists 'for: vector' only, and this is computed for a matrix too")]
    [InlineData("  matrix: |\n    ⟦v⟧ = g\n", "exists 'for: vector' only")]
    [InlineData("  vector: |\n    v = ⟦r⟧\n", "exists 'for: matrix' only, and this is computed for a vector too")]
    public void A_state_is_read_and_assigned_for_its_shape_alone(string rule, string because) =>
        Assert.Contains(because, Recipes.FindsOne(FindingCatalog.StateOfOtherShape, Recipes.OfX, Cases + rule));

    [Fact]
    public void A_rule_for_all_shapes_does_not_read_the_state_of_one() =>
        Recipes.FindsOne(FindingCatalog.StateOfOtherShape, Recipes.OfX, "transform: X\nstate: { s: { per: tensor, for: vector } }\nrule: |\n  g = g * ⟦s⟧\n");

    [Theory]
    [InlineData("  matrix: |\n    g = g / norm(g, over: ⟦group⟧)\n", "'over: group' cannot")]
    [InlineData("  vector: |\n    g = -sqrt(abs(if g > sum(g, over: ⟦all⟧) then 1 else g))\n", "'over: all' cannot")]
    [InlineData("  vector: |\n    reset moments when t > norm(g, over: ⟦all⟧)\n", "'over: all' cannot")]
    [InlineData("  matrix: |\n    ⟦skip step when t > 5⟧\n", "'skip step' cannot")]
    public void What_all_tensors_decide_does_not_stand_in_a_case(string rule, string because) =>
        Assert.StartsWith(because, Recipes.FindsOne(FindingCatalog.NotInShapeCase, Recipes.OfX, "transform: X\nrule:\n" + rule));

    [Theory]
    [InlineData("state: { s: { per: ⟦group⟧ } }\nrule:\n  matrix: |\n    s = t\n")]
    [InlineData("state: { s: { per: ⟦group⟧, for: matrix } }\nrule: apply\n")]
    public void A_group_has_no_state_in_a_transform_with_cases(string rest) =>
        Recipes.FindsOne(FindingCatalog.NotInShapeCase, Recipes.OfX, "transform: X\n" + rest.Replace("rule: apply", "rule: |\n  apply"));

    [Fact]
    public void What_is_folded_within_a_tensor_may() =>
        Recipes.Compile(Recipes.OfX, "transform: X\nrule:\n  matrix: |\n    g = g / norm(g, over: elements)\n");

    [Theory]
    [InlineData("SSC0532", "lr = 2 * lr", "⟦s = s + lr⟧")]
    [InlineData("SSC0518", "k = 5", "s = ⟦s + (if k > 3 then 1 else 0)⟧")]
    public void Matrices_and_vectors_agree_on_a_group_state(string id, string inCase, string together)
    {
        FindingKind kind = new[] { FindingCatalog.ShapesDisagree, FindingCatalog.BelongsToParameter }.Single(kind => kind.Id == id);
        string message = Recipes.FindsOne(
            kind, "optimizer: O\nchain: [X, Y]\n",
            $"transform: X\nrule:\n  matrix: |\n    {inCase}\n",
            $"transform: Y\nstate: {{ s: {{ per: group }} }}\nrule: |\n  {together}\n  g = g * s\n");
        Assert.Contains("s' is one value for", message);
    }

    [Fact]
    public void Matrices_and_vectors_agree_on_what_they_fold()
    {
        // The second moment of a matrix is one value, of a vector one an element: another way to a largest.
        const string Later = "transform: Y\nstate: { r: { per: tensor, for: matrix, role: second moment }, v: { per: element, for: vector, role: second moment } }\nrule:\n  matrix: |\n    r = norm(g)\n  vector: |\n    v = g\n";
        string message = Recipes.FindsOne(
            FindingCatalog.ShapesDisagree, "optimizer: O\nchain: [X, Y]\n", "transform: X\nuses: { v: second moment }\nrule: |\n  ⟦g = g / amax(v, over: group)⟧\n", Later);
        Assert.StartsWith("What 'over: group' and 'over: all' fold", message);
    }

    [Fact]
    public void A_mistake_of_both_shapes_is_said_once() =>
        Recipes.FindsOne(FindingCatalog.UnknownName, "optimizer: O\nchain: [X, Y]\n", "transform: X\nrule:\n  matrix: |\n    g = 2 * g\n", "transform: Y\nrule: |\n  g = ⟦gg⟧ * g\n");

    [Fact]
    public void A_budget_holds_for_each_program()
    {
        string message = Recipes.FindsOne(
            FindingCatalog.OverBudget, Recipes.OfX + "budget: { state_bytes_per_parameter: ⟦4⟧ }\n", Cases + "  vector: |\n    v = g\n");
        Assert.Contains("for vectors and scalars, X.m, X.v", message);
    }
}
