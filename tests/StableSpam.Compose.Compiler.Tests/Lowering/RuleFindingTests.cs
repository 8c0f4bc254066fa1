using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Every mistake in the meaning of a rule, at its place.</summary>
public class RuleFindingTests
{
    private const string Declarations = """
        hyperparameters:
          h: { default: 1 }
          on: { default: false }
          way: { choices: [a, b], default: a }
        state:
          s: { per: step }
          u: { per: tensor }
          v: { per: element }
          rs: { per: row }
          bs: { per: block }
          ms: { per: matrix }
          off: { per: element, when: on }
        uses: { other: theirs }
        """;

    private const string Later = "transform: Later\nstate: { x: { per: element, role: theirs } }\nrule: |\n  x = x + g\n";

    [Theory]
    [InlineData("g = ⟦gg⟧")]
    [InlineData("g = 1 + 2 * ⟦m⟧")]
    [InlineData("g = ⟦x⟧")] // the later transform's own name for its state
    [InlineData("x1 = x2 + 1\nx2 = 1", "x2")]
    public void A_name_without_meaning(string rule, string? at = null) =>
        FindsOne(FindingCatalog.UnknownName, at is null ? rule : rule.Replace(at + " +", $"⟦{at}⟧ +"));

    [Theory]
    [InlineData("g = ⟦on⟧ * g")]
    [InlineData("g = g + ⟦way⟧")]
    public void Structure_among_numbers(string rule) => FindsOne(FindingCatalog.StructuralInExpression, rule);

    [Theory]
    [InlineData("g = ⟦off⟧")]
    [InlineData("⟦off⟧ = g")]
    public void A_state_that_is_folded_away(string rule) => FindsOne(FindingCatalog.StateFoldedAway, rule);

    [Theory]
    [InlineData("g = if ⟦g⟧ then 1 else 2")]
    [InlineData("g = if g > 0 and ⟦w⟧ then 1 else 2")]
    [InlineData("g = if ⟦1⟧ or g > 0 then 1 else 2")]
    [InlineData("g = if not ⟦lr⟧ then 1 else 2")]
    [InlineData("g = count(⟦g⟧)")]
    [InlineData("c = any(⟦g^2⟧)")]
    [InlineData("c = all(⟦s⟧)")]
    [InlineData("reset moments when ⟦t⟧")]
    public void A_number_where_a_condition_is_needed(string rule) => FindsOne(FindingCatalog.ConditionNeeded, rule);

    [Theory]
    [InlineData("g = g + (⟦g > 0⟧)")]
    [InlineData("g = -(⟦g > 0⟧)")]
    [InlineData("g = sqrt(⟦g > 0⟧)")]
    [InlineData("g = max(g, ⟦g > 0⟧)")]
    [InlineData("g = (⟦g > 0⟧)^2")]
    [InlineData("g = g^(⟦g > 0⟧)")]
    [InlineData("g = sum(⟦isnan(g)⟧)")]
    [InlineData("c = (⟦g > 0⟧) == g")]
    [InlineData("s = cosine(t, ⟦t > 1⟧, from: 1, to: 0)")]
    public void A_condition_where_a_number_is_needed(string rule) => FindsOne(FindingCatalog.NumberNeeded, rule);

    [Theory]
    [InlineData("x = sum(⟦1⟧)")]
    [InlineData("x = mean(⟦lr * t⟧)")]
    [InlineData("x = amax(⟦norm(g)⟧)")]
    [InlineData("x = count(⟦norm(g) > 1⟧)")]
    [InlineData("x = rms(⟦numel⟧, over: elements)")]
    public void Nothing_is_there_to_fold(string rule) => FindsOne(FindingCatalog.NothingToReduce, rule);

    [Theory]
    [InlineData("x = sum(sum(g, over: columns), over: ⟦columns⟧)", "'sum' over columns folds an element value, or one of columns; this is already one value for each row")]
    [InlineData("x = amax(norm(g, over: rows), over: ⟦rows⟧)", "'amax' over rows folds an element value, or one of rows; this is already one value for each column")]
    [InlineData("x = sum(sum(sum(g, over: columns), over: rows), over: ⟦rows⟧)", "'sum' over rows folds an element value, or one of rows; this is already one value for each matrix")]
    [InlineData("x = any(sum(g, over: columns) > 0, over: ⟦block⟧)", "'any' over block folds an element value; this is already one value for each row")]
    [InlineData("x = sum(sum(g, over: block), over: ⟦block⟧)", "'sum' over block folds an element value; this is already one value for each block")]
    [InlineData("x = sum(sum(g, over: block), over: ⟦columns⟧)", "'sum' over columns folds an element value, or one of columns; this is already one value for each block")]
    public void Nothing_is_there_to_fold_in_that_direction(string rule, string message) =>
        Assert.Equal(message, FindsOne(FindingCatalog.NothingToReduceThere, rule));

    [Theory]
    [InlineData("x = sum(⟦norm(g)⟧, over: rows)")]
    [InlineData("x = sum(⟦2 * lr⟧, over: block)")]
    public void A_tensor_value_has_no_rows(string rule) => FindsOne(FindingCatalog.NothingToReduce, rule);

    [Theory]
    [InlineData("s = ⟦g⟧")]
    [InlineData("s = ⟦norm(g)⟧")]
    [InlineData("u = ⟦g * norm(g)⟧")]
    [InlineData("lr = ⟦lr * w⟧")]
    [InlineData("u = ⟦norm(g, over: columns)⟧")]
    [InlineData("rs = ⟦norm(g, over: rows)⟧")]
    [InlineData("rs = ⟦norm(g, over: rows) * norm(g, over: columns)⟧")]
    [InlineData("rs = ⟦norm(g, over: block)⟧")]
    [InlineData("bs = ⟦mean(norm(g, over: columns), over: rows)⟧")]
    [InlineData("ms = ⟦norm(g, over: columns)⟧")]
    [InlineData("k = ⟦k + norm(g)⟧")]
    public void A_value_is_too_fine(string rule) => FindsOne(FindingCatalog.TooFine, rule);

    [Fact]
    public void An_initial_value_is_too_fine() =>
        Recipes.FindsOne(FindingCatalog.TooFine, Recipes.OfX, "transform: X\nstate: { u: { per: tensor, initial: ⟦w⟧ } }\nrule: |\n  g = g * u\n");

    [Theory]
    [InlineData("⟦h⟧ = 2")]
    [InlineData("⟦on⟧ = 2")]
    [InlineData("⟦way⟧ = 2")]
    public void A_hyperparameter_is_not_assigned(string rule) => FindsOne(FindingCatalog.HyperparameterAssigned, rule);

    [Fact]
    public void The_state_of_another_is_not_assigned() => FindsOne(FindingCatalog.UsedStateAssigned, "⟦other⟧ = g");

    [Theory]
    [InlineData("reset moments when ⟦norm(g) > 1⟧")]
    [InlineData("reset moments after step when ⟦g > 1⟧")]
    public void A_reset_is_decided_once_a_step(string rule) => FindsOne(FindingCatalog.StepConditionNeeded, rule);

    [Fact]
    public void No_later_transform_has_the_role()
    {
        const string Chain = "optimizer: O\nchain: [Later, ⟦X⟧]\n";
        Recipes.FindsOne(FindingCatalog.NoSuchRole, Chain, Recipes.Transform("g = other", "uses: { other: theirs }"), Later);
    }

    [Fact]
    public void A_moment_starts_from_a_constant() => Recipes.FindsOne(
        FindingCatalog.InitialNotConstant, Recipes.OfX, "transform: X\nstate: { v: { per: element, moment: true, initial: ⟦w⟧ } }\nrule: |\n  v = v + g\n");

    [Fact]
    public void A_state_that_others_read_starts_from_a_constant()
    {
        string message = Recipes.FindsOne(
            FindingCatalog.InitialNotConstant, "optimizer: O\nchain: [X, Later]\n", Recipes.Transform("g = other", "uses: { other: theirs }"),
            "transform: Later\nstate: { x: { per: element, role: theirs, initial: ⟦w⟧ } }\nrule: |\n  x = x + g\n");

        Assert.Contains("'X'", message);
    }

    [Theory]
    [InlineData("s = cosine(⟦norm(g)⟧, 10, from: 1, to: 0)")]
    [InlineData("g = linear(t, ⟦g⟧, from: 1, to: 0)")]
    [InlineData("g = linear(t, 3, from: ⟦w⟧, to: 0)")]
    [InlineData("g = linear(t, 3, to: ⟦numel⟧, from: 0)")]
    public void A_schedule_is_made_of_step_values(string rule) => FindsOne(FindingCatalog.SchedulePart, rule);

    [Theory]
    [InlineData("lr")]
    [InlineData("g")]
    [InlineData("numel")]
    public void A_binding_does_not_read_the_step(string name) => Recipes.FindsOne(
        FindingCatalog.NotInBinding, $"optimizer: O\nchain: [ AdaClip: {{ gamma3: \"1 - ⟦{name}⟧\" }} ]\n");

    [Fact]
    public void A_binding_reads_what_the_optimizer_declares() => Recipes.FindsOne(
        FindingCatalog.UnknownName, "optimizer: O\nchain: [ AdaClip: { gamma3: 1 - ⟦gamma⟧ } ]\n");

    [Theory]
    [InlineData("g = ⟦g > 0⟧")]
    [InlineData("w = ⟦isnan(w)⟧")]
    [InlineData("s = ⟦t > 3⟧")]
    [InlineData("v = ⟦if t > 3 then g > 0 else g < 0⟧")]
    [InlineData("lr = ⟦lr > 0⟧")]
    [InlineData("k = ⟦k > 0⟧")]
    public void A_condition_is_no_number(string rule) => FindsOne(FindingCatalog.ConditionAssigned, rule);

    [Theory]
    [InlineData("g = ⟦if g > 0 then g else g > 1⟧")]
    [InlineData("c = ⟦if g > 0 then g < 2 else 0⟧")]
    public void Both_sides_are_of_one_kind(string rule) => FindsOne(FindingCatalog.ArmsDiffer, rule);

    [Fact]
    public void All_mistakes_of_a_rule_are_found_in_one_go()
    {
        var findings = new FindingBag();
        var transform = Compiler.Yaml.RecipeReader.ReadTransform("x", Recipes.Transform("g = a1 + sqrt(b1)\ns = g\nh = 2\ng = g", Declarations), findings)!;
        var optimizer = Compiler.Yaml.RecipeReader.ReadOptimizer("o", "optimizer: O\nchain: [X, Later]\n", findings)!;
        var later = Compiler.Yaml.RecipeReader.ReadTransform("y", Later, findings)!;
        Assert.Null(RecipeCompiler.Compile(optimizer, RecipeLibrary.Transforms.With([transform, later], findings), findings));

        Assert.Equal(["SSC0501", "SSC0501", "SSC0507", "SSC0508"], Advice.LeftOutOf(findings).Select(finding => finding.Kind.Id));
    }

    private static string FindsOne(FindingKind kind, string rule) =>
        Recipes.FindsOne(kind, "optimizer: O\nchain: [X, Later]\n", Recipes.Transform(rule, Declarations), Later);
}
