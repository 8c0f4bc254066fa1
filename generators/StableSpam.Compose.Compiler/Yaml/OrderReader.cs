using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads <c>before:</c>, the transforms that one should stand before in a chain, and why.</summary>
internal static class OrderReader
{
    /// <summary>The advice that <paramref name="entry"/> holds.</summary>
    public static IEnumerable<OrderAdvice> Read(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsMapping(entry, findings) is not { } mapping) yield break;
        foreach (YamlEntry advice in mapping.Entries)
        {
            DeclaredName.CheckTypeName(advice.Key.Spelled, "a transform", findings);
            if (EntryValue.AsScalar(advice, "the reason, in words", findings) is { } why) yield return new OrderAdvice(advice.Key.Spelled, why.Text.Trim());
        }
    }
}
