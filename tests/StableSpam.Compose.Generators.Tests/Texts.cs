using System.Reflection;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Recipes and classes that several tests use.</summary>
internal static class Texts
{
    public const string Momentum = """
        optimizer: Heavy
        chain:
          - Momentum
        """;

    public const string Halve = """
        transform: Halve
        hyperparameters:
          factor: { default: 0.5, range: "[0, 1]" }
        rule: |
          g = factor * g
        """;

    public const string SpikeProofLion = """
        using StableSpamCompose.Attributes;

        namespace Own;

        [Optimizer]
        [AdaClip(Gamma3 = 0.999)]
        [AdaGN]
        [MoRet(Interval = 500)]
        [Lion(Beta1 = 0.95)]
        public sealed partial class SpikeProofLion;
        """;

    /// <summary>The library's optimizers: file name and text.</summary>
    public static IReadOnlyDictionary<string, string> Library { get; } = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.EndsWith(".optimizer.yaml", StringComparison.Ordinal))
        .ToDictionary(name => name, Read);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
