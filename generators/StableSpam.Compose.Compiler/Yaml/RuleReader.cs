using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads <c>rule:</c>, one text or one for each shape case.</summary>
internal static class RuleReader
{
    private const string Expected = "a literal block: '|' and the statements below it, one a line";

    /// <summary>The rules that <paramref name="entry"/> holds.</summary>
    public static IEnumerable<RuleCase> Read(YamlEntry entry, FindingBag findings)
    {
        if (entry.Value is YamlMapping cases) return ReadCases(entry, cases, findings);
        return ReadRule(entry, findings) is { } rule ? [new RuleCase(null, rule)] : [];
    }

    private static List<RuleCase> ReadCases(YamlEntry entry, YamlMapping cases, FindingBag findings)
    {
        var keys = new KeyedMapping(cases, "a rule with shape cases", DeclaredWord.Shapes, findings);
        if (cases.Entries.Count == 0) findings.Report(FindingCatalog.MissingValue, entry.Key.Span, $"'{entry.Key.Text}:'", Expected);
        var rules = new List<RuleCase>();
        foreach (string shape in DeclaredWord.Shapes)
        {
            if (keys.Find(shape) is { } given && ReadRule(given, findings) is { } rule) rules.Add(new RuleCase(given.Key.Spelled, rule));
        }
        return rules;
    }

    private static Rule? ReadRule(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsScalar(entry, Expected, findings) is not { } scalar) return null;
        if (scalar.Rule is { } text) return RuleParser.ParseRule(text, findings);
        findings.Report(FindingCatalog.RuleNotLiteral, scalar.Span, entry.Key.Text);
        return null;
    }
}
