using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads <c>chains:</c>, the chains of parameters by name.</summary>
internal static class NamedChainReader
{
    private const string Expected = "a pattern and a chain: '{ match: \"*norm*\", chain: [Adam] }'";

    private static readonly string[] Keys = ["match", "chain"];

    /// <summary>The chains that <paramref name="entry"/> holds.</summary>
    public static IEnumerable<NamedChain> ReadAll(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsSequence(entry, findings) is not { } list) yield break;
        foreach (YamlNode item in list.Items)
        {
            if (item is not YamlMapping mapping) EntryValue.ReportUnexpected(new YamlEntry(entry.Key, item), Expected, findings);
            else if (Read(mapping, findings) is { } chain) yield return chain;
        }
    }

    private static NamedChain? Read(YamlMapping mapping, FindingBag findings)
    {
        var keys = new KeyedMapping(mapping, "a chain by name", Keys, findings);
        keys.Require("match", mapping.Span);
        YamlEntry? chain = keys.Require("chain", mapping.Span);
        Spelled? match = keys.Name("match", NamePattern.Expected);
        EquatableArray<ChainLink> links = keys.Items("chain", ChainReader.Read);
        return match is null || chain is null ? null : new NamedChain(match, links, chain.Value.Span);
    }
}
