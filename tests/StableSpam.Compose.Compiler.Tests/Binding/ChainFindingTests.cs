using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Binding;

/// <summary>Every mistake of a chain, at its place.</summary>
public class ChainFindingTests
{
    private const string Plain = "transform: X\nhyperparameters: { h: { default: 1, range: \"[0, 2]\" }, n: { type: int, default: 1 } }\nrule: |\n  g = h * n * g\n";

    private const string Structural = """
        transform: X
        hyperparameters:
          on: { default: false }
          way: { choices: [a, b], default: a }
        rule: |
          if on and way == b: g = 2 * g
        """;

    public static TheoryData<FindingKind, string, string> Mistakes { get; } = new()
    {
        { FindingCatalog.UnknownTransform, "chain: [ ⟦Adm⟧ ]", Plain },
        { FindingCatalog.UnknownTransform, "chain: [ ⟦x⟧ ]", Plain },
        { FindingCatalog.TransformUsedTwice, "chain: [ Apply, X, ⟦X⟧: { h: { fixed: 1 }, n: { fixed: 1 } } ]", Plain },
        { FindingCatalog.TransformUsedTwice, "chain: [ X, Lion: { as: ⟦X⟧ } ]", Plain },
        { FindingCatalog.UnknownSetting, "chain: [ X: { ⟦hh⟧: 1 } ]", Plain },
        { FindingCatalog.StructuralSetting, "chain: [ X: { on: ⟦1⟧ } ]", Structural },
        { FindingCatalog.StructuralSetting, "chain: [ X: { way: ⟦c⟧ } ]", Structural },
        { FindingCatalog.StructuralSetting, "chain: [ X: { way: ⟦a + b⟧ } ]", Structural },
        { FindingCatalog.SettingOutOfRange, "chain: [ X: { h: ⟦2.5⟧ } ]", Plain },
        { FindingCatalog.SettingOutOfRange, "chain: [ X: { h: { fixed: ⟦-1⟧ } } ]", Plain },
        { FindingCatalog.SettingOutOfRange, "chain: [ X: { n: ⟦1.5⟧ } ]", Plain },
        { FindingCatalog.FixedIsNoNumber, "hyperparameters: { top: { default: 1 } }\nchain: [ X: { h: { fixed: ⟦top⟧ } } ]", Plain },
        { FindingCatalog.TwoOfOneName, "chain: [ X, ⟦X⟧: { as: Y, n: { fixed: 1 } } ]", Plain },
        { FindingCatalog.TwoOfOneName, "chain: [ X, X: { as: Y, ⟦h⟧: 1.5, n: { fixed: 1 } } ]", Plain },
        { FindingCatalog.LeftOpen, "hyperparameters: { h: { default: 0.5 } }\nchain: [ AdaClip: { gamma3: h }, ⟦X⟧ ]", Plain },
        { FindingCatalog.StructuralAtTop, "hyperparameters: { ⟦top⟧: { default: true } }\nchain: [ X ]", Plain },
        { FindingCatalog.StructuralAtTop, "hyperparameters: { ⟦top⟧: { choices: [a, b], default: a } }\nchain: [ X ]", Plain },
        { FindingCatalog.AppliedTwice, "chain: [ Apply, X, ⟦Apply⟧: { as: Again } ]", Plain },
        { FindingCatalog.AppliedTwice, "chain: [ ⟦X⟧ ]", "transform: X\nrule: |\n  apply\n  apply\n" },
        { FindingCatalog.AppliedTwice, "chain: [ ⟦X⟧ ]", "transform: X\napply: own\nrule: |\n  apply\n" },
        { FindingCatalog.AppliedTwice, "chain: [ Apply, ⟦X⟧ ]", "transform: X\napply: own\nrule: |\n  w = w - g\n" },
        { FindingCatalog.UnreadHyperparameter, "hyperparameters: { ⟦top⟧: { default: 1 } }\nchain: [ X ]", Plain },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_of_a_chain_is_found_at_its_place(FindingKind kind, string chain, string transform) =>
        Recipes.FindsOne(kind, "optimizer: O\n" + chain + "\n", transform);

    [Theory]
    [InlineData("if ⟦n⟧: g = 2 * g")]
    [InlineData("if ⟦n > 1⟧: g = 2 * g")]
    [InlineData("if on and ⟦w > 0⟧: g = 2 * g")]
    [InlineData("if not ⟦way⟧: g = 2 * g")]
    [InlineData("g = if on or ⟦n > 1⟧ then g else 2 * g")]
    [InlineData("if ⟦a == way⟧: g = g")]
    [InlineData("if ⟦on == way⟧: g = g")]
    [InlineData("if off: g = if ⟦n⟧ or on then 1 else 2")]
    public void A_structural_condition_is_made_of_structure(string statement) => Recipes.FindsOne(FindingCatalog.NotStructural, Recipes.OfX, WithStructure(statement));

    [Theory]
    [InlineData("if way == ⟦c⟧: g = g")]
    [InlineData("if off and way != ⟦on⟧: g = g")]
    [InlineData("g = if way == ⟦true⟧ then g else w")]
    public void A_choice_is_compared_with_its_own_values(string statement) => Recipes.FindsOne(FindingCatalog.UnknownChoice, Recipes.OfX, WithStructure(statement));

    [Fact]
    public void The_condition_of_a_state_is_structural_too() =>
        Recipes.FindsOne(FindingCatalog.NotStructural, Recipes.OfX, "transform: X\nstate: { s: { per: step, when: ⟦t > 3⟧ } }\nrule: |\n  g = g\n");

    [Fact]
    public void A_setting_that_stands_twice_is_found()
    {
        // YAML knows no such chain; attributes can say it.
        var span = new SourceSpan("O.cs", 7, 1, 0, 7, 0, 8);
        Setting Set(string value, SourceSpan at) => new(new Spelled("gamma3", at), new RuleExpression(new Number(0.5, value, at), value, at), IsFixed: false);
        var optimizer = new OptimizerModel
        {
            Name = new Spelled("O", SourceSpan.None),
            Chain = new ChainLink[] { new() { Transform = new Spelled("AdaClip", SourceSpan.None), Settings = new[] { Set("0.5", SourceSpan.None), Set("0.5", span) }.ToEquatableArray() } }.ToEquatableArray(),
        };
        var findings = new FindingBag();

        Assert.Null(ChainBinder.Bind(optimizer, RecipeLibrary.Transforms, findings));
        Finding finding = Assert.Single(Advice.LeftOutOf(findings));
        Assert.Equal((FindingCatalog.SettingTwice, span), (finding.Kind, finding.Span));
    }

    [Fact]
    public void An_unknown_transform_is_told_the_nearest_name() =>
        Assert.EndsWith("did you mean 'Adam'?", Recipes.FindsOne(FindingCatalog.UnknownTransform, "optimizer: O\nchain: [ ⟦Adm⟧ ]\n"));

    [Fact]
    public void A_whole_number_is_one_that_an_integer_holds() =>
        Recipes.FindsOne(FindingCatalog.SettingOutOfRange, "optimizer: O\nchain: [ X ]\n", "transform: X\nhyperparameters: { ⟦n⟧: { type: int, default: 3e9 } }\nrule: |\n  g = n * g\n");

    private static string WithStructure(string statement) => $$"""
        transform: X
        hyperparameters:
          on: { default: true }
          off: { default: false }
          n: { default: 1 }
          way: { choices: [a, b], default: a }
        rule: |
          {{statement}}
        """;
}
