using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Takes the value of a key as what it should be, and says what is there instead.</summary>
internal static class EntryValue
{
    private const string List = "a list, '[a, b]' or lines that begin with '- '";
    private const string Mapping = "names and values, '{ name: value }' or indented lines 'name: value'";

    /// <summary>The value as a scalar that is not blank.</summary>
    /// <param name="entry">The key and its value.</param>
    /// <param name="expected">What the key takes, in words.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static YamlScalar? AsScalar(YamlEntry entry, string expected, FindingBag findings)
    {
        if (entry.Value is YamlScalar { IsBlank: false } scalar) return scalar;
        ReportUnexpected(entry, expected, findings);
        return null;
    }

    /// <summary>The value as keys and values.</summary>
    public static YamlMapping? AsMapping(YamlEntry entry, FindingBag findings)
    {
        if (entry.Value is YamlMapping mapping) return mapping;
        ReportUnexpected(entry, Mapping, findings);
        return null;
    }

    /// <summary>The value as a list.</summary>
    public static YamlSequence? AsSequence(YamlEntry entry, FindingBag findings)
    {
        if (entry.Value is YamlSequence sequence) return sequence;
        ReportUnexpected(entry, List, findings);
        return null;
    }

    /// <summary>Says that a key has no value, or one of another kind than it takes.</summary>
    public static void ReportUnexpected(YamlEntry entry, string expected, FindingBag findings)
    {
        string key = $"'{entry.Key.Text}:'";
        if (entry.Value is YamlScalar { IsBlank: true }) findings.Report(FindingCatalog.MissingValue, entry.Key.Span, key, expected);
        else findings.Report(FindingCatalog.WrongShape, entry.Value.Span, key, expected, KindOf(entry.Value));
    }

    /// <summary>What a value is, in words.</summary>
    public static string KindOf(YamlNode value) => value switch
    {
        YamlSequence => "a list",
        YamlMapping => "names and values",
        _ => "text",
    };
}
