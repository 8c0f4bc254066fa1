using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Mistakes in attributes, at the attribute or the argument.</summary>
public class AttributeDiagnosticTests
{
    private const string Header = "using StableSpamCompose.Attributes;\nnamespace Own;\n";

    private static IReadOnlyList<string> DiagnosticsOf(string declaration) =>
        Project.Empty.WithSource("/r/A.cs", Header + declaration).Run().Diagnostics;

    [Theory]
    [InlineData("[Optimizer, Apply] sealed class A;", "(3,33): error SSC0610: 'A' must be partial, since the compiled optimizer is its other part: 'sealed partial class A;'")]
    [InlineData("partial class B { [Optimizer, Apply] partial class A; }", "(3,52): error SSC0611: 'A' is nested in 'B'; an optimizer is a class of a namespace, so move it out")]
    [InlineData("[Optimizer, Apply] partial class A<T>;", "(3,34): error SSC0612: 'A' has type parameters, which an optimizer cannot have; remove them")]
    [InlineData("[Optimizer, Apply] static partial class A;", "(3,41): error SSC0613: 'A' is static, but an optimizer is made with 'new'; remove 'static'")]
    [InlineData("[Optimizer, Apply] abstract partial class A;", "(3,43): error SSC0613: 'A' is abstract, but an optimizer is made with 'new'; remove 'abstract'")]
    [InlineData("[Optimizer, Apply] partial class A : System.Exception;", "(3,34): error SSC0614: 'A' derives from 'Exception', but a compiled optimizer derives from the optimizer of its host; remove the base class")]
    [InlineData("[Optimizer, Apply] partial record A;", "(3,35): error SSC0615: 'A' is a record, but an optimizer is a plain class: 'sealed partial class A;'")]
    [InlineData("[Optimizer, Apply] partial class A(int a);", "(3,34): error SSC0615: 'A' has a primary constructor, but an optimizer is a plain class: 'sealed partial class A;'")]
    [InlineData("[Optimizer, Apply] file partial class A;", "(3,39): error SSC0615: 'A' is visible in its file alone, but an optimizer is a plain class: 'sealed partial class A;'")]
    [InlineData("[Optimizer, Apply] partial class lower;", "(3,34): error SSC0224: 'lower' cannot name an optimizer: the name is a capital letter, then letters and digits; did you mean 'Lower'?")]
    [InlineData("[Optimizer] partial class A;", "(3,2): error SSC0222: The chain has no transforms; the shortest is '[Apply]'")]
    [InlineData("[Optimizer, Lion(Beta1 = 1.5)] partial class A;", "(3,26): error SSC0406: 'beta1' must be in [0, 1), but is 1.5")]
    [InlineData("[Optimizer, Lion(Beta1 = double.NaN)] partial class A;", "(3,26): error SSC0621: 'Beta1' must be a finite number, but is double.NaN")]
    [InlineData("[Optimizer(Lr = -1), Apply] partial class A;", "(3,17): error SSC0302: The default of 'lr' is -1, which lies outside its range [0, inf)")]
    [InlineData("[Optimizer, Adam(Epsilon = (EpsilonChoice)7)] partial class A;", "(3,28): error SSC0622: 'Epsilon' takes one of the names of EpsilonChoice")]
    [InlineData("[Optimizer, Lion, Lion] partial class A;", "(3,19): error SSC0402: 'Lion' already stands in this chain; give this use a name of its own with 'as:', under which its state is saved")]
    [InlineData("[Optimizer, Lion(As = \"second\")] partial class A;", "(3,23): error SSC0224: 'second' cannot name a use of a transform: the name is a capital letter, then letters and digits; did you mean 'Second'?")]
    [InlineData("[Optimizer, Lion(Bind = \"beta1: eps\")] partial class A;", "(3,33): error SSC0501:")]
    [InlineData("[Optimizer, Lion(Bind = \"beta1: 1 +\")] partial class A;", "(3,36): error SSC0120:")]
    [InlineData("[Optimizer, Lion(Bind = @\"beta3: 1\")] partial class A;", "(3,27): error SSC0403: 'Lion' has no hyperparameter 'beta3'")]
    [InlineData("[Optimizer, Lion(Bind = \"beta1\")] partial class A;", "(3,26): error SSC0620: 'beta1' is no setting; 'Bind' takes names and values, as in \"eps: eps, gamma1: 0.5 * gamma1\"")]
    [InlineData("[Optimizer, Lion(Fixed = \"beta1: t\")] partial class A;", "(3,33): error SSC0407: 'fixed:' bakes a number in; 't' is none")]
    [InlineData("[Optimizer, Lion(Beta1 = 0.5, Fixed = \"beta1: 0.5\")] partial class A;", "(3,40): error SSC0404: 'beta1' is set twice")]
    [InlineData("[Optimizer, Hyperparameter(\"Eps\", 1), Apply] partial class A;", "(3,28): error SSC0225: 'Eps' cannot name a hyperparameter: the name is small letters, digits and single underscores, and begins with a letter; did you mean 'eps'?")]
    [InlineData("[Optimizer, Hyperparameter(\"eps\", 2, Range = \"[0, 1]\"), Adam(Bind = \"eps: eps\")] partial class A;", "(3,35): error SSC0302: The default of 'eps' is 2, which lies outside its range [0, 1]")]
    [InlineData("[Optimizer, Hyperparameter(\"eps\", 1), Hyperparameter(\"eps\", 2), Adam(Bind = \"eps: eps\")] partial class A;", "(3,54): error SSC0227: 'eps' is declared as a hyperparameter already; a hyperparameter needs another name")]
    [InlineData("[Optimizer, Lion(Parameters = \"*norm*\")] partial class A;", "(3,2): error SSC0222: The chain has no transforms; the shortest is '[Apply]'")]
    [InlineData("[Optimizer, Lion(Parameters = \"\"), Apply] partial class A;", "(3,31): error SSC0216: 'Parameters' takes a pattern for the whole name of a parameter, as in '*norm*', not '\"\"'")]
    [InlineData("[Optimizer, Apply, Lion(Parameters = \"a*\"), Adam(Parameters = \"abc\")] partial class A;", "(3,63): error SSC0430: No parameter is left for 'abc': the first pattern that matches a name decides, and 'a*' above matches all of them")]
    [InlineData("[Optimizer, Apply, Lion(Parameters = \"*\")] partial class A;", "(3,2): error SSC0430: No parameter is left for 'chain:'")]
    [InlineData("[Optimizer, Apply, Lion(Parameters = \"a\"), Lion(Parameters = \"a\")] partial class A;", "(3,44): error SSC0402: 'Lion' already stands in this chain")]
    [InlineData("[Optimizer, Lion, Lion(Parameters = \"a\", Beta1 = 0.5)] partial class A;", "(3,13): error SSC0431:")]
    public void A_mistake_is_at_its_place(string declaration, string expected)
    {
        string diagnostic = Assert.Single(DiagnosticsOf(declaration));
        Assert.StartsWith("/r/A.cs" + expected, diagnostic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AdaClip", "")]
    [InlineData("Hyperparameter", "(\"eps\", 1)")]
    public void A_chain_on_two_parts_has_no_order(string attribute, string arguments)
    {
        Outcome outcome = Project.Empty
            .WithSource("/r/A.cs", Header + "[Optimizer, Lion] partial class A;")
            .WithSource("/r/B.cs", Header + $"[{attribute}{arguments}] partial class A;").Run();

        Assert.Equal(
            [$"/r/B.cs(3,2): error SSC0616: [{attribute}] stands on another part of 'A' than [Optimizer]; the order of a chain is the order in one list, so move it there"],
            outcome.Diagnostics);
    }

    [Fact]
    public void A_class_and_a_recipe_of_one_name_are_a_mistake_of_the_class()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain: [Apply]\n")
            .WithSource("/r/A.cs", Header + "[Optimizer, Apply] public sealed partial class A;").Run();

        Assert.Equal(
            ["/r/A.cs(3,48): error SSC0601: An optimizer 'Own.A' is already declared at /r/a.optimizer.yaml(1,12); give one of them another name"],
            outcome.Diagnostics);
        Assert.Equal(["Own.A.g.cs"], outcome.Sources.Keys);
    }

    [Theory]
    [InlineData("namespace, Own;")]
    [InlineData("namespace ;")]
    [InlineData("namespace Own.;")]
    public void Nothing_is_made_in_a_namespace_that_has_no_name_yet(string declaration)
    {
        Outcome outcome = Project.Empty.WithSource("/r/A.cs", $"using StableSpamCompose.Attributes;\n{declaration}\n[Optimizer, Apply] public sealed partial class A;").Run();

        Assert.Empty(outcome.Sources);
        Assert.NotEmpty(outcome.Compile());
    }

    [Fact]
    public void A_broken_transform_is_named_at_its_attribute()
    {
        const string Source = Header + """
            internal sealed class HalveAttribute : ChainLinkAttribute;
            [Optimizer] [Halve] internal sealed partial class Own;
            """;
        Outcome outcome = Project.Empty
            .WithRecipe("/r/halve.transform.yaml", "transform: Halve\nrule: |\n  g = x\n").WithSource("/r/A.cs", Source).Run();

        Assert.Equal(
            [
                "/r/halve.transform.yaml(3,7): error SSC0501: 'x' is neither a given name, a hyperparameter, a state nor a value assigned above",
                "/r/A.cs(4,14): error SSC0419: 'Halve' cannot be used before its own mistakes are corrected: halve.transform.yaml(3,7)",
            ],
            outcome.Diagnostics);
    }

    [Fact]
    public void A_mistake_in_csharp_lies_in_its_syntax_tree_so_that_pragmas_reach_it()
    {
        const string Warning = "#pragma warning disable SSC0412\n[Optimizer, Hyperparameter(\"idle\", 1), Apply] partial class A;\n#pragma warning restore SSC0412\n";
        Outcome outcome = Project.Empty.WithSource("/r/A.cs", Header + Warning).Run();

        Assert.DoesNotContain(outcome.Result.Diagnostics, diagnostic => !diagnostic.IsSuppressed);
    }
}
