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

    private static readonly Project Declaring = Project.Empty.WithRecipe("/r/c.optimizer.yaml", Recipe);

    private static string Use(string statements) => $$"""
        using Own;
        using StableSpamCompose.Arrays;
        public class Use { public void Of(ArrayParameter[] ps, Checked.ParamGroup group, double unknown) {
        {{statements}}
        } }
        """;

    public static TheoryData<string, string> Mistakes => new()
    {
        { "_ = new Checked(ps, beta1: 1.5);", "(4,28): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 1.5; 1 would never move the average" },
        { "_ = new Checked(ps, 2);", "(4,21): error SSC0801: 'lr' of Checked must be in (0, 1], but is 2" },
        { "_ = new Checked(ps, lr: 0.0);", "(4,25): error SSC0801: 'lr' of Checked must be in (0, 1], but is 0" },
        { "_ = new Checked(ps, beta2: double.NaN);", "(4,28): error SSC0801: 'beta2' of Checked must be in [0, 1), but is NaN" },
        { "_ = new Checked(ps, interval: -1);", "(4,31): error SSC0801: 'interval' of Checked must be in [0, inf), but is -1" },
        { "const double Half = 0.5; _ = new Checked(ps, beta1: Half * 4);", "(4,53): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 2; 1 would never move the average" },
        { "Checked made = new(ps, beta1: -0.5f);", "(4,31): error SSC0801: 'beta1' of Checked must be in [0, 1), but is -0.5; 1 would never move the average" },
        { "_ = new Checked.ParamGroup(ps, beta2: 1);", "(4,39): error SSC0801: 'beta2' of Checked must be in [0, 1), but is 1" },
        { "_ = new Checked.ParamGroup(ps) { Interval = -3 };", "(4,45): error SSC0801: 'interval' of Checked must be in [0, inf), but is -3" },
        { "group.Interval = -1;", "(4,18): error SSC0801: 'interval' of Checked must be in [0, inf), but is -1" },
        { "group.LearningRate = 7;", "(4,22): error SSC0801: 'lr' of Checked must be in (0, 1], but is 7" },
        { "group[\"beta1\"] = 1;", "(4,18): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 1; 1 would never move the average" },
        { "group[\"interval\"] = 2.5;", "(4,21): error SSC0801: 'interval' of Checked must be in whole numbers, but is 2.5" },
        { "_ = new Checked(ps, beta1: 0.999);", "(4,21): error SSC0802: Checked needs 'beta1 <= beta2', but here beta1 is 0.999 and beta2 is 0.99" },
        { "_ = new Checked(ps, free: 6);", "(4,21): error SSC0802: Checked needs 'free < 10 * lr + 5', but here free is 6 and lr is 0.1" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_constant_is_an_error_in_any_project(string statement, string expected)
    {
        Assert.Equal(["/r/Use.cs" + expected], CallSite.DiagnosticsOutside(Declaring, Use(statement)));
        Assert.Equal(["/r/Use.cs" + expected], CallSite.DiagnosticsInside(Declaring, "#pragma warning disable CS1591, CS8618\n" + Use(statement)).Select(line => line.Replace("(5,", "(4,")));
    }

    [Theory]
    [InlineData("_ = new Checked(ps, 0.5, beta1: 0, beta2: 0.5, free: 9, interval: 0);")]
    [InlineData("_ = new Checked(ps, unknown, unknown, 0.5);")]
    [InlineData("_ = new Checked(ps, lr: unknown, free: 100);")]
    [InlineData("group.Interval = 3; group.Beta1 = unknown; group[\"beta1\"] = 0.5; group[\"other\"] = 5; group.Free = -100;")]
    [InlineData("var p = new ArrayParameter(\"p\", new float[1], new float[1], new long[] { -1 });")]
    public void What_is_right_or_not_constant_is_left_alone(string statement) => Assert.Empty(CallSite.DiagnosticsOutside(Declaring, Use(statement)));

    [Fact]
    public void A_pragma_silences_it() =>
        Assert.Empty(CallSite.DiagnosticsOutside(Declaring, Use("#pragma warning disable SSC0801\n_ = new Checked(ps, beta1: 1.5);")));

    [Theory]
    [InlineData("[Lion] class A;", "(2,2): warning SSC0617: [Lion] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Transform(\"Lion\")] class A;", "(2,2): warning SSC0617: [Transform] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[State(\"s\", Per.Step)] class A;", "(2,2): warning SSC0617: [State] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    [InlineData("[Budget] class A;", "(2,2): warning SSC0617: [Budget] has no effect, since 'A' is no optimizer; add [Optimizer] to the class, or remove it")]
    public void An_attribute_on_no_optimizer_is_a_warning(string declaration, string expected) =>
        Assert.Equal(["/r/Use.cs" + expected], CallSite.DiagnosticsInside(Project.Empty, "using StableSpamCompose.Attributes;\n" + declaration));

    [Fact]
    public void Attributes_where_they_belong_are_no_warning() => Assert.Empty(CallSite.DiagnosticsInside(
        Project.Empty,
        "using StableSpamCompose.Attributes;\n[Transform(\"A\", \"s = s + g * h\\ng = s\"), State(\"s\", Per.Element), Hyperparameter(\"h\", 1)] class A;\n[Optimizer, Lion, Relation(\"beta1 <= beta2\"), Budget(Passes = 2)] partial class B;"));
}
