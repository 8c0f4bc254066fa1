using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>What a project gets from its recipes and from its attributes, and what it is told of mistakes.</summary>
public class GeneratorSnapshots
{
    [Theory]
    [InlineData("AdamW", "adam-w.optimizer.yaml")]
    [InlineData("StableSpam", "stable-spam.optimizer.yaml")]
    public Task From_a_recipe(string optimizer, string recipe) =>
        Verify(Source(Project.Empty.WithRecipe($"/r/{recipe}", Texts.Library[recipe])), "cs").UseTextForParameters(optimizer);

    [Theory]
    [InlineData("AdamW", "adam-w.optimizer.yaml")]
    [InlineData("StableSpam", "stable-spam.optimizer.yaml")]
    public Task For_TorchSharp(string optimizer, string recipe) =>
        Verify(Source(Project.Empty.WithProperty("ComposeHost", "torchsharp").WithRecipe($"/r/{recipe}", Texts.Library[recipe])), "cs").UseTextForParameters(optimizer);

    [Theory]
    [InlineData("AdamW", """
        [Optimizer(Summary = "Adam with decoupled weight decay.")]
        [DecoupledDecay(Decay = 0.01)]
        [Adam]
        public sealed partial class AdamW;
        """)]
    [InlineData("StableSpam", """
        [Optimizer(Summary = "Stable-SPAM, declared in C#.")]
        [Hyperparameter("eps", 1e-6, Range = "[0, inf)")]
        [AdaClip]
        [AdaGN(Bind = "eps: eps")]
        [MoRet]
        [Adam(Bind = "eps: eps")]
        public sealed partial class StableSpam;
        """)]
    public Task From_attributes(string optimizer, string declaration) =>
        Verify(Source(Project.Empty.WithSource("/r/Own.cs", $"using StableSpamCompose.Attributes;\nnamespace Own;\n{declaration}")), "cs")
            .UseTextForParameters(optimizer);

    [Fact]
    public Task From_transforms_in_csharp() => Verify(
        Source(Project.Empty.WithSource("/r/Own.cs", """"
            using StableSpamCompose.Attributes;
            namespace Own;
            [Optimizer(Summary = "Adam behind a clip of its own.")]
            [Transform("PeakClip", """
                peak      = amax(abs(g))        # of the raw gradient
                threshold = keep * threshold + (1 - keep) * peak
                if soft:     g = g * min(1, threshold / peak)
                if not soft: g = clamp(g, -threshold, threshold)
                """, Fixed = "soft: false", Summary = "Clips at a moving average of the peak.", Source = "Nobody (1900)")]
            [Hyperparameter("keep", 0.99, Range = "[0, 1)", Of = "PeakClip", Summary = "Decay of the threshold.")]
            [Hyperparameter("soft", false, Of = "PeakClip")]
            [State("threshold", Per.Tensor, Initial = "1", Of = "PeakClip")]
            [Adam]
            public sealed partial class PeakClippedAdam;
            """")), "cs");

    [Fact]
    public Task From_chains_by_name_and_shape_cases() => Verify(
        Source(Project.Empty
            .WithRecipe("/r/rows.transform.yaml", "transform: RowScale\nrule:\n  matrix: |\n    g = g / (rms(g, over: columns) + 1e-8)\n  vector: |\n    g = g / (rms(g) + 1e-8)\n")
            .WithRecipe("/r/split.optimizer.yaml", "optimizer: Split\nchains:\n  - { match: \"*norm*\", chain: [ Momentum ] }\nchain: [ RowScale ]\n")), "cs");

    [Fact]
    public Task Registry()
    {
        Outcome outcome = Project.Empty.WithProperty("ComposeRegistry", "Optimizers")
            .WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum).WithSource("/r/Lion.cs", Texts.SpikeProofLion).Run();
        return Verify(outcome.Sources["Optimizers-registry.g.cs"], "cs");
    }

    [Fact]
    public Task Diagnostics()
    {
        Outcome outcome = Project.Empty
            .WithRecipe("/r/typo.optimizer.yaml", "optimizer: Typo\nchain:\n  - AdaGn\n  - Adam: { beta3: 1 }\n")
            .WithRecipe("/r/range.optimizer.yaml", "optimizer: TooMuch\nchain: [ Adam: { beta1: 1.5 } ]\n")
            .WithRecipe("/r/two.optimizer.yaml", "optimizer: Two\nchain: [AdaGN, Adam]\n")
            .WithRecipe("/r/own.transform.yaml", "transform: Own\nrule: |\n  size = nrm(g)\n  g = g / sizee\n")
            .WithSource("/r/Own.cs", "using StableSpamCompose.Attributes;\n[Optimizer]\n[AdaClip(Gamma3 = 2)]\n[Adam]\npublic sealed class NotPartial;\n")
            .Run();
        return Verify(string.Join('\n', outcome.Diagnostics.Select(diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal)));
    }

    private static string Source(Project project)
    {
        Outcome outcome = project.Run();
        Assert.Empty(outcome.Diagnostics);
        return Assert.Single(outcome.Sources.Values);
    }
}
