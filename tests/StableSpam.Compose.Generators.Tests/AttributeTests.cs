using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Optimizers that attributes declare.</summary>
public class AttributeTests
{
    private const string Header = "using StableSpamCompose.Attributes;\nnamespace Own;\n";

    private static string FromAttributes(string declaration)
    {
        Outcome outcome = Project.Empty.WithSource("/r/Own.cs", Header + declaration).Run();
        Assert.Empty(outcome.Diagnostics);
        Assert.Empty(outcome.Compile());
        return Assert.Single(outcome.Sources.Values);
    }

    private static string FromRecipe(string recipe)
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/own.optimizer.yaml", recipe).Run();
        Assert.Empty(outcome.Diagnostics);
        return Assert.Single(outcome.Sources.Values);
    }

    [Fact]
    public void Stable_spam_is_the_same_by_attributes_and_by_its_recipe()
    {
        const string Attributes = """
            [Optimizer(
                Summary = "Adam that clips by its own history, normalises the gradient and forgets its momentum now and then.",
                Source = "Stable-SPAM (arXiv:2502.17055), Algorithm A.1",
                Lr = 1e-3)]
            [Hyperparameter("eps", 1e-6, Range = "[0, inf)", Summary = "Added to the root of the averaged squared norm and of the second moment.")]
            [AdaClip(Gamma3 = 0.999)]
            [AdaGN(Gamma1 = 0.7, Gamma2 = 0.9, Bind = "eps: eps")]
            [MoRet(Interval = 1000)]
            [Adam(Beta1 = 0.9, Beta2 = 0.999, Bind = "eps: eps")]
            public sealed partial class StableSpam;
            """;

        Assert.Equal(FromRecipe(Texts.Library["stable-spam.optimizer.yaml"]), FromAttributes(Attributes));
    }

    [Fact]
    public void Everything_that_a_recipe_can_say_of_a_setting_attributes_can()
    {
        const string Attributes = """
            [Optimizer(Lr = 0.5)]
            [Hyperparameter("steps", 100, IsInteger = true, Range = "[1, inf)")]
            [Hyperparameter("beta1", 0.9)]
            [MoRet(Interval = 50, At = AtChoice.End, Clock = ClockChoice.Restart)]
            [Adam(Bind = "beta1: beta1 * cosine(t, steps, from: 1, to: 0.5), eps: 1e-8 * steps", Fixed = "beta2: 0.99", Amsgrad = true, Epsilon = EpsilonChoice.Raw)]
            [ClipByValue(As = "First", Limit = 2)]
            [ClipByValue(As = "Second", Fixed = "limit: 3")]
            public sealed partial class Everything;
            """;
        const string Recipe = """
            optimizer: Everything
            lr: { default: 0.5, range: "[0, inf)" }
            hyperparameters:
              steps: { type: int, default: 100, range: "[1, inf)" }
              beta1: { default: 0.9 }
            chain:
              - MoRet: { interval: 50, at: end, clock: restart }
              - Adam:
                  beta1: "beta1 * cosine(t, steps, from: 1, to: 0.5)"
                  eps: 1e-8 * steps
                  beta2: { fixed: 0.99 }
                  amsgrad: true
                  epsilon: raw
              - ClipByValue: { as: First, limit: 2 }
              - ClipByValue: { as: Second, limit: { fixed: 3 } }
            """;

        Assert.Equal(FromRecipe(Recipe), FromAttributes(Attributes));
    }

    [Fact]
    public void Only_what_is_written_is_a_setting()
    {
        string text = FromAttributes("[Optimizer] [Lion(Beta1 = 0.95)] public sealed partial class A;");

        Assert.Contains("double beta1 = 0.95,", text, StringComparison.Ordinal);
        Assert.Contains("double beta2 = 0.99)", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public sealed partial class A;", "public sealed partial class A :")]
    [InlineData("sealed partial class A;", "internal sealed partial class A :")]
    [InlineData("public partial class A { }", "public partial class A :")]
    [InlineData("public sealed partial class A : System.IFormattable { public string ToString(string? format, System.IFormatProvider? provider) => format ?? \"\"; }", "public sealed partial class A :")]
    public void The_class_keeps_its_modifiers(string declaration, string header)
    {
        Outcome outcome = Project.Empty.WithSource("/r/Own.cs", Header + "#pragma warning disable CS1591\n[Optimizer] [Apply] " + declaration).Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Contains(header, Assert.Single(outcome.Sources.Values), StringComparison.Ordinal);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void A_class_of_no_namespace_and_of_a_nested_one_has_its_own()
    {
        Outcome outcome = Project.Empty
            .WithSource("/r/A.cs", "[StableSpamCompose.Attributes.Optimizer, StableSpamCompose.Attributes.Apply] partial class A;")
            .WithSource("/r/B.cs", "namespace Outer { namespace @event { [StableSpamCompose.Attributes.Optimizer, StableSpamCompose.Attributes.Apply] partial class B; } }").Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(["A.g.cs", "Outer._event.B.g.cs"], outcome.Sources.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void A_project_gives_its_own_transform_an_attribute_by_deriving_one()
    {
        const string Source = Header + """
            internal sealed class HalveAttribute : ChainLinkAttribute { public double Factor { get; set; } }
            [Optimizer] [Halve(Factor = 0.25)] internal sealed partial class Own;
            """;
        Outcome outcome = Project.Empty.WithRecipe("/r/halve.transform.yaml", Texts.Halve).WithSource("/r/Own.cs", Source).Run();

        Assert.Empty(outcome.Diagnostics);
        Assert.Contains("double factor = 0.25)", Assert.Single(outcome.Sources.Values), StringComparison.Ordinal);
        Assert.Empty(outcome.Compile());
    }

    [Fact]
    public void The_registry_lists_classes_and_recipes_alike()
    {
        Outcome outcome = Project.Empty.WithProperty("ComposeRegistry", "Everything")
            .WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum)
            .WithRecipe("/r/wrong.optimizer.yaml", "optimizer: Wrong\nchain: [Nope]\n")
            .WithSource("/r/Lion.cs", Texts.SpikeProofLion).Run();

        string[] listed = [.. outcome.Sources["Everything-registry.g.cs"].Split('\n').Where(line => line.EndsWith(".Info,", StringComparison.Ordinal)).Select(line => line.Trim())];
        Assert.Equal(["global::Own.Heavy.Info,", "global::Own.SpikeProofLion.Info,"], listed);
        Assert.Empty(outcome.Compile());
    }
}
