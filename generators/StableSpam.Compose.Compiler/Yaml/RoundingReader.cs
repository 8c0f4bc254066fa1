using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads <c>rounding:</c> and <c>seed:</c>, how something is rounded when it is stored.</summary>
internal static class RoundingReader
{
    private const string Rounding = "rounding";
    private const string Seed = "seed";
    private const string SeedExample = "a hyperparameter, as in 'seed: seed'";

    /// <summary>The keys that it reads.</summary>
    public static IEnumerable<string> Keys => [Rounding, Seed];

    /// <summary>What <paramref name="properties"/> say; <see langword="null"/> for rounding to nearest.</summary>
    public static StochasticRounding? Read(KeyedMapping properties, FindingBag findings)
    {
        Spelled? rounding = properties.Word(Rounding, DeclaredWord.Roundings);
        if (rounding is { Text: DeclaredWord.Stochastic })
        {
            if (properties.Require(Seed, rounding.Span) is null) return null;
            return properties.Expression(Seed, SeedExample) is { } seed ? new StochasticRounding(seed) : null;
        }
        if (properties.Find(Seed) is { } unread) findings.Report(FindingCatalog.SeedOfNothing, unread.Key.Span);
        return null;
    }

    /// <summary>How the parameter is rounded, by the transform's <c>parameter:</c>; <see langword="null"/> for to nearest.</summary>
    public static StochasticRounding? ReadParameter(YamlEntry entry, FindingBag findings) =>
        EntryValue.AsMapping(entry, findings) is { } mapping
            ? Read(new KeyedMapping(mapping, "the parameter", [.. Keys], findings), findings)
            : null;
}
