using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads <c>chain:</c>, the transforms of an optimizer from the gradient down.</summary>
internal static class ChainReader
{
    private const string LinkExpected = "a transform's name, alone or with its settings: 'Adam' or 'Adam: { beta1: 0.9 }'";
    private const string SettingExpected = "a number or an expression, in quotes if it holds a comma or a colon";

    private static readonly string[] FixedKeys = ["fixed"];

    /// <summary>The links that <paramref name="entry"/> holds.</summary>
    public static IEnumerable<ChainLink> Read(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsSequence(entry, findings) is not { } list) yield break;
        if (list.Items.Count == 0) findings.Report(FindingCatalog.EmptyChain, list.Span);
        foreach (YamlNode item in list.Items)
        {
            if (ReadLink(item, findings) is { } link) yield return link;
        }
    }

    private static ChainLink? ReadLink(YamlNode item, FindingBag findings)
    {
        switch (item)
        {
            case YamlScalar { IsBlank: false } name:
                return new ChainLink { Transform = name.Spelled };
            case YamlMapping { Entries.Count: > 0 } mapping:
                return ReadLinkWithSettings(mapping, findings);
            case YamlSequence:
                findings.Report(FindingCatalog.WrongShape, item.Span, "An entry of a chain", LinkExpected, EntryValue.KindOf(item));
                return null;
            default:
                findings.Report(FindingCatalog.MissingValue, item.Span, "An entry of the chain", LinkExpected);
                return null;
        }
    }

    private static ChainLink ReadLinkWithSettings(YamlMapping mapping, FindingBag findings)
    {
        YamlEntry link = mapping.Entries[0];
        if (mapping.Entries.Count > 1)
        {
            findings.Report(FindingCatalog.LinkNotOneTransform, mapping.Entries[1].Key.Span, link.Key.Text);
        }
        Spelled? alias = null;
        var settings = new List<Setting>();
        if (link.Value is not YamlScalar { IsBlank: true } && EntryValue.AsMapping(link, findings) is { } given)
        {
            foreach (YamlEntry setting in given.Entries)
            {
                if (setting.Key.Text == "as") alias = ReadAlias(setting, findings);
                else if (ReadSetting(setting, findings) is { } value) settings.Add(value);
            }
        }
        return new ChainLink { Transform = link.Key.Spelled, As = alias, Settings = settings.ToEquatableArray() };
    }

    private static Spelled? ReadAlias(YamlEntry entry, FindingBag findings)
    {
        const string Expected = "the name under which this use of the transform saves its state";
        Spelled? alias = EntryValue.AsScalar(entry, Expected, findings)?.Spelled;
        if (alias is not null) DeclaredName.CheckTypeName(alias, "a use of a transform", findings);
        return alias;
    }

    private static Setting? ReadSetting(YamlEntry entry, FindingBag findings)
    {
        YamlEntry value = entry;
        bool isFixed = entry.Value is YamlMapping;
        if (entry.Value is YamlMapping mapping)
        {
            var keys = new KeyedMapping(mapping, "a setting", FixedKeys, findings);
            if (keys.Require("fixed", entry.Key.Span) is not { } baked) return null;
            value = baked;
        }
        RuleExpression? expression = ExpressionReader.Read(value, SettingExpected, findings);
        return expression is null ? null : new Setting(entry.Key.Spelled, expression, isFixed);
    }
}
