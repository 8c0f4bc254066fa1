using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Constants where optimizers are made and set, checked against what travels with the assembly of the optimizer.</summary>
public class CallSiteTests
{
    private const string Recipe = """
        optimizer: Checked
        lr: { default: 0.1, range: "(0, 1]" }
        hyperparameters:
          beta1: { default: 0.9, range: "[0, 1)", why: 1 would never move the average }
          beta2: { default: 0.99, range: "[0, 1)" }
          free: { default: 1 }
        relations: [ "beta1 <= beta2", "free < 10 * lr + 5" ]
        chain:
          - MoRet: { interval: 100 }
          - Lion: { beta1: beta1, beta2: beta2 * free }
        """;

    private static readonly Project Declaring = Project.Empty.WithProperty("ComposeRegistry", "Registry")
        .WithRecipe("/r/c.optimizer.yaml", Recipe).WithRecipe("/r/l.optimizer.yaml", "optimizer: Plain\nchain: [Lion]\n");

    private static string Use(string statements) => $$"""
        using Own;
        using System.Collections.Generic;
        using StableSpamCompose.Arrays;
        public class Use { public void Of(ArrayParameter[] ps, Checked.ParamGroup group, double unknown, string key) {
        {{statements}}
        } }
        """;

    public static TheoryData<string, string> Mistakes => new()
    {
        { "_ = new Checked(ps, beta1: 1.5);", "(5,28): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 1.5; 1 would never move the average" },
        { "_ = new Checked(ps, 2);", "(5,21): error SSC0801: 'lr' of Checked must be in (0, 1], but is 2" },
        { "_ = new Checked(ps, lr: 0.0);", "(5,25): error SSC0801: 'lr' of Checked must be in (0, 1], but is 0" },
        { "_ = new Checked(ps, beta2: double.NaN);", "(5,28): error SSC0801: 'beta2' of Checked must be in [0, 1), but is NaN" },
        { "_ = new Checked(ps, interval: -1);", "(5,31): error SSC0801: 'interval' of Checked must be in [0, inf), but is -1" },
        { "const double Half = 0.5; _ = new Checked(ps, beta1: Half * 4);", "(5,53): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 2; 1 would never move the average" },
        { "Checked made = new(ps, beta1: -0.5f);", "(5,31): error SSC0801: 'beta1' of Checked must be in [0, 1), but is -0.5; 1 would never move the average" },
        { "_ = new Checked.ParamGroup(ps, beta2: 1);", "(5,39): error SSC0801: 'beta2' of Checked must be in [0, 1), but is 1" },
        { "_ = new Checked.ParamGroup(ps) { Interval = -3 };", "(5,45): error SSC0801: 'interval' of Checked must be in [0, inf), but is -3" },
        { "group.Interval = -1;", "(5,18): error SSC0801: 'interval' of Checked must be in [0, inf), but is -1" },
        { "group.LearningRate = 7;", "(5,22): error SSC0801: 'lr' of Checked must be in (0, 1], but is 7" },
        { "group[\"beta1\"] = 1;", "(5,18): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 1; 1 would never move the average" },
        { "group[\"interval\"] = 2.5;", "(5,21): error SSC0801: 'interval' of Checked must be in whole numbers, but is 2.5" },
        { "group[\"betta1\"] = 0.5;", "(5,7): error SSC0803: Checked has no hyperparameter 'betta1'; did you mean 'beta1'?" },
        { "_ = new Checked(ps, beta1: 0.999);", "(5,28): error SSC0802: Checked needs 'beta1 <= beta2', but here beta1 is 0.999 and beta2 is 0.99" },
        { "_ = new Checked(ps, free: 6);", "(5,27): error SSC0802: Checked needs 'free < 10 * lr + 5', but here free is 6 and lr is 0.1" },
    };

    // The place of each mistake stands after the mark.
    public static TheoryData<string, string> MistakesByName => new()
    {
        { "Registry.Create(\"Checked\", ps, new Dictionary<string, double> { [\"beta1\"] = ¤2 });", "SSC0801: 'beta1' of Checked must be in [0, 1), but is 2; 1 would never move the average" },
        { "Registry.Create(\"Checked\", ps, new Dictionary<string, double> { { \"lr\", 1 }, { \"beta2\", ¤1.5 } });", "SSC0801: 'beta2' of Checked must be in [0, 1), but is 1.5" },
        { "Registry.Create(\"Checked\", ps, new SortedDictionary<string, double>() { [\"interval\"] = ¤2.5 });", "SSC0801: 'interval' of Checked must be in whole numbers, but is 2.5" },
        { "Registry.Create(settings: new Dictionary<string, double> { [key] = 9, [\"lr\"] = ¤3 }, name: \"Checked\", parameters: ps);", "SSC0801: 'lr' of Checked must be in (0, 1], but is 3" },
        { "Registry.Create(\"Plain\", ps, new Dictionary<string, double> { [¤\"betta1\"] = 0.5 });", "SSC0803: Plain has no hyperparameter 'betta1'; did you mean 'beta1'?" },
        { "Registry.Create(¤\"Plin\", ps, new Dictionary<string, double> { [\"beta3\"] = 0.5 });", "SSC0804: Registry has no optimizer 'Plin'; did you mean 'Plain'?" },
        { "Registry.Find(¤\"Chequed\");", "SSC0804: Registry has no optimizer 'Chequed'; did you mean 'Checked'?" },
        { "Registry.Create(\"Checked\", ps, new Dictionary<string, double> { [\"beta1\"] = ¤0.999 });", "SSC0802: Checked needs 'beta1 <= beta2', but here beta1 is 0.999 and beta2 is 0.99" },
        { "Registry.Create(\"Checked\", ps, new Dictionary<string, double> { [\"beta1\"] = 0.5, [\"beta1\"] = ¤0.999 });", "SSC0802: Checked needs 'beta1 <= beta2', but here beta1 is 0.999 and beta2 is 0.99" },
        { "_ = new Checked.ParamGroup(ps, new Dictionary<string, double> { [\"beta1\"] = ¤-1 });", "SSC0801: 'beta1' of Checked must be in [0, 1), but is -1; 1 would never move the average" },
        { "new Checked(ps).AddParamGroup(ps, new Dictionary<string, double> { [\"beta1\"] = ¤-1 });", "SSC0801: 'beta1' of Checked must be in [0, 1), but is -1; 1 would never move the average" },
    };

    [Theory]
    [MemberData(nameof(MistakesByName))]
    public void A_wrong_setting_by_name_is_an_error_in_any_project(string marked, string expected) =>
        A_wrong_constant_is_an_error_in_any_project(marked.Replace("¤", "", StringComparison.Ordinal), $"(5,{marked.IndexOf('¤') + 1}): error {expected}");

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_constant_is_an_error_in_any_project(string statement, string expected)
    {
        Assert.Equal(["/r/Use.cs" + expected], CallSite.DiagnosticsOutside(Declaring, Use(statement)));
        Assert.Equal(["/r/Use.cs" + expected], CallSite.DiagnosticsInside(Declaring, "#pragma warning disable CS1591, CS8618\n" + Use(statement)).Select(line => line.Replace("(6,", "(5,")));
    }

    [Theory]
    [InlineData("_ = new Checked(ps, 0.5, beta1: 0, beta2: 0.5, free: 9, interval: 0);")]
    [InlineData("_ = new Checked(ps, unknown, unknown, 0.5);")]
    [InlineData("_ = new Checked(ps, lr: unknown, free: 100);")]
    [InlineData("group.Interval = 3; group.Beta1 = unknown; group[\"beta1\"] = 0.5; group.Free = -100;")]
    [InlineData("Registry.Create(key, ps, new Dictionary<string, double> { [\"beta1\"] = 2 });")]
    [InlineData("Registry.Create(\"Checked\", ps, new Dictionary<string, double> { [\"beta1\"] = unknown, [\"free\"] = 1 });")]
    [InlineData("Registry.Create(\"Checked\", ps, new Dictionary<string, double> { [\"beta1\"] = 0.999, [key] = 1 });")]
    [InlineData("Registry.Create(\"Checked\", ps, new Dictionary<string, double>(new Dictionary<string, double> { [\"beta2\"] = 0.9999 }) { [\"beta1\"] = 0.999 });")]
    [InlineData("Registry.Create(\"Plain\", ps, new Dictionary<string, double> { [\"beta1\"] = 0.999 }); new Dictionary<string, double> { [\"beta1\"] = 7 }.Clear();")]
    [InlineData("var p = new ArrayParameter(\"p\", new float[1], new float[1], new long[] { -1 });")]
    public void What_is_right_or_not_constant_is_left_alone(string statement) => Assert.Empty(CallSite.DiagnosticsOutside(Declaring, Use(statement)));

    [Fact]
    public void What_a_project_adds_to_its_registry_takes_any_name() => Assert.Empty(CallSite.DiagnosticsInside(
        Declaring, "#pragma warning disable CS1591\nnamespace Own { public static partial class Registry { public static string Twice(string name) => name + name; public static string Said => Twice(\"Hello\"); } }"));

    [Fact]
    public void A_pragma_silences_it() =>
        Assert.Empty(CallSite.DiagnosticsOutside(Declaring, Use("#pragma warning disable SSC0801\n_ = new Checked(ps, beta1: 1.5);")));

    [Theory]
    [InlineData("[Lion] class A;", "(2,2): warning SSC0617: [Lion] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Transform(\"Lion\")] class A;", "(2,2): warning SSC0617: [Transform] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[State(\"s\", Per.Step)] class A;", "(2,2): warning SSC0617: [State] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Relation(\"a < b\")] class A;", "(2,2): warning SSC0617: [Relation] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Hyperparameter(\"h\", 1)] class A;", "(2,2): warning SSC0617: [Hyperparameter] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Uses(\"s\", \"role\")] class A;", "(2,2): warning SSC0617: [Uses] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Before(\"Lion\", \"why\")] class A;", "(2,2): warning SSC0617: [Before] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Budget] class A;", "(2,2): warning SSC0617: [Budget] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    public void An_attribute_on_no_optimizer_is_a_warning(string declaration, string expected) =>
        Assert.Equal(["/r/Use.cs" + expected], CallSite.DiagnosticsInside(Project.Empty, "using StableSpamCompose.Attributes;\n" + declaration));

    [Fact]
    public void Attributes_where_they_belong_are_no_warning() => Assert.Empty(CallSite.DiagnosticsInside(
        Project.Empty,
        "using StableSpamCompose.Attributes;\n[Transform(\"A\", \"s = s + g * h\\ng = s\"), State(\"s\", Per.Element), Hyperparameter(\"h\", 1)] class A;\n[Optimizer, Lion, Relation(\"beta1 <= beta2\"), Budget(Passes = 2)] partial class B;"));
}
