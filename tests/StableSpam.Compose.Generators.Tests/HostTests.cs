using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Which host the classes of a project derive from.</summary>
public class HostTests
{
    private const string Arrays = "global::StableSpamCompose.Arrays.ArrayOptimizer";
    private const string TorchSharp = "global::StableSpamCompose.Torch.TorchOptimizer";

    private static Project OneOptimizer => Project.Empty.WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum);

    [Fact]
    public void Without_a_reference_it_is_arrays() => Assert.Equal(Arrays, HostOf(OneOptimizer));

    [Fact]
    public void With_the_reference_it_is_TorchSharp() =>
        Assert.Equal(TorchSharp, HostOf(OneOptimizer.WithReference("StableSpam.Compose.TorchSharp")));

    [Theory]
    [InlineData("arrays", Arrays)]
    [InlineData(" Arrays ", Arrays)]
    [InlineData("TorchSharp", TorchSharp)]
    [InlineData("", TorchSharp)]
    public void The_property_decides(string value, string host) =>
        Assert.Equal(host, HostOf(OneOptimizer.WithReference("StableSpam.Compose.TorchSharp").WithProperty("ComposeHost", value)));

    [Fact]
    public void An_unknown_host_is_an_error()
    {
        string message = Assert.Single(OneOptimizer.WithProperty("ComposeHost", "pytorch").Run().Diagnostics).ToString();

        Assert.Contains("SSC0603", message);
        Assert.Contains("'pytorch'", message);
    }

    [Fact]
    public void The_registry_is_of_the_host()
    {
        Outcome outcome = OneOptimizer.WithProperty("ComposeRegistry", "Registered").WithProperty("ComposeHost", "torchsharp").Run();

        Assert.Contains(outcome.Sources.Values, source => source.Contains($"public static {TorchSharp} Create(", StringComparison.Ordinal));
    }

    private static string HostOf(Project project)
    {
        string source = Assert.Single(project.Run().Sources.Values);
        return source.Contains(" : " + Arrays, StringComparison.Ordinal) ? Arrays : source.Contains(" : " + TorchSharp, StringComparison.Ordinal) ? TorchSharp : "neither";
    }
}
