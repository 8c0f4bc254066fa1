using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Constants in calls of classes that were generated for TorchSharp: constructors of all kinds, groups and options.</summary>
public class TorchCallSiteTests
{
    private const string Recipe = """
        optimizer: Checked
        lr: { default: 0.1, range: "(0, 1]" }
        hyperparameters:
          beta1: { default: 0.9, range: "[0, 1)", why: 1 would never move the average }
          beta2: { default: 0.99, range: "[0, 1)" }
        relations: [ "beta1 <= beta2" ]
        chain:
          - MoRet: { interval: 100 }
          - Lion: { beta1: beta1, beta2: beta2 }
        """;

    private static readonly Project Declaring = Project.Empty.WithAssemblyOf(typeof(Torch.TorchOptimizer)).WithRecipe("/r/c.optimizer.yaml", Recipe);

    private static string Use(string statements) => $$"""
        using Own;
        using TorchSharp.Modules;
        public class Use { public void Of(Parameter[] ps, (string, Parameter)[] named, Checked.ParamGroup group, Checked.Options options, double unknown) {
        {{statements}}
        } }
        """;

    public static TheoryData<string, string> Mistakes => new()
    {
        { "_ = new Checked(ps, beta1: 1.5);", "(4,28): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 1.5; 1 would never move the average" },
        { "_ = new Checked(named, 2);", "(4,24): error SSC0801: 'lr' of Checked must be in (0, 1], but is 2" },
        { "_ = new Checked(new[] { group }, interval: -1);", "(4,44): error SSC0801: 'interval' of Checked must be in [0, inf), but is -1" },
        { "_ = new Checked.ParamGroup(ps, beta2: 1);", "(4,39): error SSC0801: 'beta2' of Checked must be in [0, 1), but is 1; 1 would never move the average" },
        { "_ = new Checked.ParamGroup(named, lr: 0.0);", "(4,39): error SSC0801: 'lr' of Checked must be in (0, 1], but is 0" },
        { "group.Interval = -1;", "(4,18): error SSC0801: 'interval' of Checked must be in [0, inf), but is -1" },
        { "group.LearningRate = 7;", "(4,22): error SSC0801: 'lr' of Checked must be in (0, 1], but is 7" },
        { "_ = new Checked.Options { beta1 = 1 };", "(4,35): error SSC0801: 'beta1' of Checked must be in [0, 1), but is 1; 1 would never move the average" },
        { "options.interval = -3;", "(4,20): error SSC0801: 'interval' of Checked must be in [0, inf), but is -3" },
        { "group.Options.LearningRate = 2;", "(4,30): error SSC0801: 'lr' of Checked must be in (0, 1], but is 2" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_constant_is_an_error_in_another_project(string statement, string expected) =>
        Assert.Equal("/r/Use.cs" + expected, Assert.Single(CallSite.DiagnosticsOutside(Declaring, Use(statement))));

    [Fact]
    public void A_broken_relation_is_too() => Assert.Contains(
        "error SSC0802: Checked needs 'beta1 <= beta2', but here beta1 is 0.999 and beta2 is 0.99",
        Assert.Single(CallSite.DiagnosticsOutside(Declaring, Use("_ = new Checked(ps, beta1: 0.999);"))));

    [Theory]
    [InlineData("_ = new Checked(ps, 0.5, beta1: 0, beta2: 0.5, maximize: true);")]
    [InlineData("_ = new Checked(named, unknown, unknown, 0.5);")]
    [InlineData("_ = new Checked.ParamGroup(ps) { Beta1 = 0.5 }; options.beta1 = unknown; options.beta2 = null; options.maximize = true;")]
    public void What_is_right_or_not_constant_is_left_alone(string statement) => Assert.Empty(CallSite.DiagnosticsOutside(Declaring, Use(statement)));
}
