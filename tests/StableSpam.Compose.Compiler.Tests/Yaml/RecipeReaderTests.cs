using System.Globalization;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Recipes without a mistake become the model of what they say.</summary>
public class RecipeReaderTests
{
    private const string Path = "recipe.yaml";

    [Fact]
    public void An_optimizer_has_its_name_and_source_hyperparameters_and_chain()
    {
        OptimizerModel optimizer = Optimizer(RealRecipes.StableSpam);
        Assert.Equal(new Spelled("StableSpam", new SourceSpan(Path, 11, 10, 0, 11, 0, 21)), optimizer.Name);
        Assert.Equal("", optimizer.Source);
        Assert.Null(optimizer.LearningRate);
        HyperparameterModel eps = Assert.Single(optimizer.Hyperparameters);
        Assert.Equal(("eps", HyperparameterKind.Real), (eps.Name.Text, eps.Kind));
        Assert.Equal(new NumberText(1e-6, "1e-6"), eps.Default);
        Assert.Equal(new HyperparameterRange(0, true, double.PositiveInfinity, false, "[0, inf)"), eps.Range);
        Assert.Equal(["AdaClip", "AdaGN", "MoRet", "Adam"], optimizer.Chain.Select(link => link.Transform.Text));
        Assert.Equal(["gamma1 = 0.7", "gamma2 = 0.9", "eps = eps"], optimizer.Chain[1].Settings.Select(Written));
        Assert.IsType<Number>(optimizer.Chain[1].Settings[0].Value.Expression);
        Assert.IsType<Name>(optimizer.Chain[1].Settings[2].Value.Expression);
        Assert.Equal((4, 6), (optimizer.ChainSpan.StartLine, optimizer.ChainSpan.EndLine - 1));
    }

    [Fact]
    public void A_quoted_expression_knows_where_each_of_its_parts_stands()
    {
        OptimizerModel optimizer = Optimizer(RealRecipes.StableSpamAuthors);
        Setting gamma1 = optimizer.Chain[2].Settings.Single(setting => setting.Hyperparameter.Text == "gamma1");
        var product = Assert.IsType<Binary>(gamma1.Value.Expression);
        AssertAt(RealRecipes.StableSpamAuthors, "gamma1 * (if total_steps", product.Left.Span, "gamma1".Length);
        var schedule = Assert.IsType<Call>(Assert.IsType<Conditional>(product.Right).Yes);
        AssertAt(RealRecipes.StableSpamAuthors, "cosine(t", schedule.Function.Span, "cosine".Length);
        Assert.StartsWith("gamma1 * (if total_steps > 0", gamma1.Value.Text);
    }

    [Fact]
    public void A_transform_has_its_flags_choices_and_states()
    {
        TransformModel adam = Transform(RealRecipes.Adam);
        Assert.Equal(
            [HyperparameterKind.Real, HyperparameterKind.Real, HyperparameterKind.Real, HyperparameterKind.Flag, HyperparameterKind.Choice],
            adam.Hyperparameters.Select(hyperparameter => hyperparameter.Kind));
        Assert.Equal("false", adam.Hyperparameters[3].StructuralDefault);
        Assert.Equal("corrected", adam.Hyperparameters[4].StructuralDefault);
        Assert.Equal(["corrected", "raw"], adam.Hyperparameters[4].Choices);
        Assert.Equal(["m", "v", "v_max"], adam.State.Select(state => state.Name.Text));
        Assert.Equal(["first moment", "second moment", null], adam.State.Select(state => state.Role?.Text));
        Assert.Equal([true, true, false], adam.State.Select(state => state.IsMoment));
        Assert.Equal("amsgrad", adam.State[2].When?.Text);
        Assert.Equal("element", adam.State[0].Per.Text);
        RuleCase rule = Assert.Single(adam.Rules);
        Assert.Null(rule.Shape);
        Assert.Equal(6, rule.Rule.Statements.Count);
        Assert.Equal(2, Assert.IsType<StructuralIf>(rule.Rule.Statements[3]).Body.Count);
    }

    [Fact]
    public void A_transform_has_its_summary_and_source()
    {
        TransformModel clip = Transform(RealRecipes.AdaClip);
        Assert.Equal("Clips the components of the gradient above a moving average of its largest component.", clip.Summary);
        Assert.Equal("Stable-SPAM, equations 3.5-3.8 and Algorithm A.1, lines 3-9", clip.Source);
        Assert.Equal("Decay of the threshold.", clip.Hyperparameters[0].Summary);
        Assert.False(clip.AppliesItself);
    }

    [Fact]
    public void Whole_numbers_and_resets_are_read()
    {
        TransformModel reset = Transform(RealRecipes.MoRet);
        Assert.Equal(HyperparameterKind.Integer, reset.Hyperparameters[0].Kind);
        Assert.Equal(new NumberText(1000, "1000"), reset.Hyperparameters[0].Default);
        Assert.Equal("0 never resets", reset.Hyperparameters[0].Summary);
        Assert.Equal(["keep", "restart"], reset.Hyperparameters[2].Choices);
        Assert.Equal(4, reset.Rules[0].Rule.Statements.Count);
    }

    [Fact]
    public void Shape_cases_have_a_rule_each()
    {
        TransformModel factored = Transform(RealRecipes.FactoredScale);
        Assert.Equal("batched", factored.View?.Text);
        Assert.Equal(["matrix", "matrix", "vector"], factored.State.Select(state => state.For?.Text));
        Assert.Equal(["row", "column", "element"], factored.State.Select(state => state.Per.Text));
        Assert.Equal(["matrix", "vector"], factored.Rules.Select(rule => rule.Shape?.Text));
        Assert.Equal([6, 4], factored.Rules.Select(rule => rule.Rule.Statements.Count));
        AssertAt(RealRecipes.FactoredScale, "vector: |", factored.Rules[1].Shape!.Span, "vector".Length);
    }

    [Fact]
    public void Initial_values_uses_and_application_are_read()
    {
        TransformModel rprop = Transform(RealRecipes.Rprop);
        Assert.True(rprop.AppliesItself);
        Assert.Equal("lr", rprop.State[1].Initial?.Text);
        Assert.Null(rprop.State[0].Initial);
        StateModel since = Transform(RealRecipes.WarmupAfterReset).State[0];
        Assert.Equal(double.PositiveInfinity, Assert.IsType<Number>(since.Initial?.Expression).Value);
        RoleUse use = Assert.Single(Transform(RealRecipes.SpikeClip).Uses);
        Assert.Equal(("v", "second moment"), (use.Name.Text, use.Role.Text));
        Assert.Equal("Adam", Transform("transform: Adam\nreplaces: Adam\nrule: apply\n").Replaces?.Text);
    }

    [Fact]
    public void The_learning_rate_is_a_hyperparameter_named_lr()
    {
        HyperparameterModel? rate = Optimizer("optimizer: A\nlr: { default: 1e-3, range: \"[0, inf)\" }\nchain: [Adam]\n").LearningRate;
        Assert.Equal(new Spelled("lr", new SourceSpan(Path, 13, 2, 1, 0, 1, 2)), rate?.Name);
        Assert.Equal(new NumberText(1e-3, "1e-3"), rate?.Default);
        Assert.Equal("[0, inf)", rate?.Range.Text);
    }

    [Fact]
    public void Relations_are_expressions()
    {
        OptimizerModel optimizer = Optimizer("optimizer: A\nchain: [Adam]\nrelations: [ \"beta1 <= beta2\", beta1 < 1 ]\n");
        Assert.Equal(["beta1 <= beta2", "beta1 < 1"], optimizer.Relations.Select(relation => relation.Text));
        Assert.Equal(BinaryOperator.LessOrEqual, Assert.IsType<Binary>(optimizer.Relations[0].Expression).Operator);
    }

    [Theory]
    [InlineData("chain: [ AdaGN, Adam: { as: Fast, eps: { fixed: 1e-6 }, beta1: -1 }, Lion: ]")]
    [InlineData("chain:\n- AdaGN\n- Adam: { as: Fast, eps: { fixed: 1e-6 }, beta1: -1 }\n- Lion:")]
    [InlineData("chain:\n  - AdaGN\n  - Adam:\n      as: Fast\n      eps:\n        fixed: 1e-6\n      beta1: \"-1\"\n  - Lion: {}")]
    [InlineData("chain:\n  - \"AdaGN\"\n  - { Adam: { as: 'Fast', eps: { fixed: '1e-6' }, beta1: '-1' } }\n  - Lion")]
    public void Every_form_of_a_chain_means_the_same(string chain)
    {
        OptimizerModel optimizer = Optimizer("optimizer: A\n" + chain + "\n");
        Assert.Equal(["AdaGN", "Adam", "Lion"], optimizer.Chain.Select(link => link.Transform.Text));
        Assert.Equal([null, "Fast", null], optimizer.Chain.Select(link => link.As?.Text));
        Assert.Equal([0, 2, 0], optimizer.Chain.Select(link => link.Settings.Count));
        Assert.Equal(["eps = fixed 1e-6", "beta1 = -1"], optimizer.Chain[1].Settings.Select(Written));
    }

    [Fact]
    public void A_chain_stands_from_its_first_bracket_to_its_last()
    {
        MarkedText flow = MarkedText.Parse("optimizer: A\nchain: ⟦[ MoRet: { interval: 1000 }, Adam: ]⟧ # end\n");
        Assert.Equal(flow.SpanIn(Path), Optimizer(flow.Text).ChainSpan);
        MarkedText block = MarkedText.Parse("optimizer: A\nchain:\n⟦- MoRet\n- Adam: { eps: 1 }⟧  # end\n\nsummary: x\n");
        Assert.Equal(block.SpanIn(Path), Optimizer(block.Text).ChainSpan);
    }

    [Theory]
    [InlineData("no", "NO")]
    [InlineData("1.10", "0x10")]
    [InlineData("2001-01-01", "~")]
    public void Every_scalar_is_text(string first, string second)
    {
        TransformModel transform = Transform($"transform: A\nsummary: {first}\nsource: {second}\nrule: apply\n");
        Assert.Equal((first, second), (transform.Summary, transform.Source));
    }

    [Theory]
    [InlineData("summary: >\n  Clips\n  twice.\nrule: apply")]
    [InlineData("summary: |\n  Clips\n  twice.\nrule: apply")]
    [InlineData("summary: Clips\n  twice.\nrule: apply")]
    [InlineData("summary: \"Clips\\ntwice.\"\nrule: apply")]
    public void A_summary_is_one_line(string text) =>
        Assert.Equal("Clips twice.", Transform("transform: A\n" + text + "\n").Summary);

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            OptimizerModel optimizer = Optimizer("optimizer: A\nlr: { default: 0.5, range: \"[0.25, 1)\" }\nchain: [Adam]\n");
            Assert.Equal(new NumberText(0.5, "0.5"), optimizer.LearningRate?.Default);
            Assert.Equal(0.25, optimizer.LearningRate?.Range.Low);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_invalid_declaration_still_declares_its_name()
    {
        var findings = new FindingBag();
        TransformModel? transform = RecipeReader.ReadTransform(
            Path, "transform: A\nhyperparameters: { a: { default: x }, b: { default: 2, range: \"[0, 1]\" } }\nrule: apply\n", findings);
        Assert.Equal(2, findings.Findings.Count);
        Assert.Equal(["a", "b"], transform?.Hyperparameters.Select(hyperparameter => hyperparameter.Name.Text));
    }

    public static TheoryData<string> SoundRecipes { get; } = [.. RealRecipes.All, .. ProbeRecipes.Sound];

    [Theory]
    [MemberData(nameof(SoundRecipes))]
    public void A_sound_recipe_has_no_findings(string recipe)
    {
        bool isTransform = recipe.StartsWith("transform", StringComparison.Ordinal);
        Assert.NotNull(isTransform ? Transform(recipe) : Optimizer(recipe));
    }

    private static string Written(Setting setting) =>
        $"{setting.Hyperparameter.Text} = {(setting.IsFixed ? "fixed " : "")}{setting.Value.Text}";

    private static void AssertAt(string recipe, string text, SourceSpan span, int length)
    {
        Assert.Equal(recipe.IndexOf(text, StringComparison.Ordinal), span.Start);
        Assert.Equal(length, span.Length);
    }

    private static OptimizerModel Optimizer(string text)
    {
        var findings = new FindingBag();
        OptimizerModel? optimizer = RecipeReader.ReadOptimizer(Path, text, findings);
        Assert.Empty(findings.Findings);
        return optimizer!;
    }

    private static TransformModel Transform(string text)
    {
        var findings = new FindingBag();
        TransformModel? transform = RecipeReader.ReadTransform(Path, text, findings);
        Assert.Empty(findings.Findings);
        return transform!;
    }
}
