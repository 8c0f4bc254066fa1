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
