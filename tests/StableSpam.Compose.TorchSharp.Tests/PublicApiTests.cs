using System.Reflection;
using TorchSharp;

namespace StableSpamCompose.Torch.Tests;

/// <summary>
/// The test double declares what tests/TorchSharp.Contract/PublicApi.txt says, and TorchSharp declares all of that and more:
/// what compiles against the one compiles against the other.
/// </summary>
public class PublicApiTests
{
    private const string NotOfTorchSharp = "TorchSharp.Contract";

    private static readonly string Path =
        typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PublicApi").Value!;

    [Fact]
    public void The_test_double_is_a_part_of_TorchSharp()
    {
        string[] surface = PublicSurface.Of(typeof(torch).Assembly, NotOfTorchSharp);
        string[] declared = [.. File.ReadAllLines(Path).Where(line => line.Length > 0 && line[0] != '#')];
        if (World.IsContract && Environment.GetEnvironmentVariable("SNAPSHOT_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is not "true")
            File.WriteAllLines(Path, [.. File.ReadAllLines(Path).Where(line => line.StartsWith('#')), .. surface]);
        else if (World.IsContract)
            Assert.Equal(declared, surface);
        else
            Assert.Empty(declared.Except(surface));
    }

    [Fact]
    public void A_member_that_TorchSharp_lacks_is_found()
    {
        string[] surface = PublicSurface.Of(typeof(torch).Assembly, NotOfTorchSharp);

        Assert.Contains("public virtual TorchSharp.torch.Tensor TorchSharp.torch.optim.Optimizer.step(System.Func<TorchSharp.torch.Tensor> closure = null)", surface);
        Assert.DoesNotContain(surface, line => line.Contains("HandleLedger", StringComparison.Ordinal));
        Assert.NotEmpty(new[] { "public System.Void TorchSharp.torch.Tensor.invented()" }.Except(surface));
    }

    [Fact]
    public void The_host_uses_nothing_of_the_test_double_that_TorchSharp_lacks()
    {
        // What TorchSharp keeps to itself is internal in the double too, and the double's own classes are of another namespace.
        IEnumerable<string> used = typeof(TorchOptimizer).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.Contains("TorchSharp", used);
        Assert.DoesNotContain(
            typeof(torch).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>(),
            attribute => attribute.AssemblyName.StartsWith("StableSpam", StringComparison.Ordinal));
        Assert.DoesNotContain(
            typeof(TorchOptimizer).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)),
            field => field.FieldType.Namespace == NotOfTorchSharp);
    }
}
