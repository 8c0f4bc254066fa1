using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads settings from a text: <c>eps: eps, gamma1: gamma1 * cosine(t, 100, from: 1, to: 0)</c>.</summary>
internal static class SettingList
{
    private const string FixedProperty = "Fixed";

    /// <summary>The settings that <paramref name="value"/>, given to <paramref name="property"/>, holds.</summary>
    public static IEnumerable<Setting> Read(AttributeValue value, string property, FindingBag findings)
    {
        if (value.AsText() is not { } written) return [];
        // A text that is put together, or has escape sequences, is told of as a whole.
        SourceSpan place = value.Characters() ?? value.Span;
        var settings = new List<Setting>();
        foreach ((int start, int length) in Entries(written.Text))
        {
            string entry = written.Text.Substring(start, length);
            int colon = entry.IndexOf(':');
            string name = colon < 0 ? "" : entry.Substring(0, colon).Trim();
            if (name.Length == 0)
            {
                findings.Report(FindingCatalog.NotASettingList, Part(place, start, length), entry.Trim(), property);
                continue;
            }
            SourceSpan nameSpan = Part(place, start + entry.IndexOf(name, StringComparison.Ordinal), name.Length);
            SourceSpan valueSpan = Part(place, start + colon + 1, length - colon - 1);
            string text = entry.Substring(colon + 1);
            if (RuleParser.ParseExpression(RuleText.OnOneLine(text, valueSpan), findings) is { } expression)
                settings.Add(new Setting(new Spelled(name, nameSpan), new RuleExpression(expression, text.Trim(), valueSpan), property == FixedProperty));
        }
        return settings;
    }

    // Commas within brackets separate arguments, the others settings.
    private static IEnumerable<(int Start, int Length)> Entries(string text)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == ',' && depth <= 0)
            {
                yield return (start, i - start);
                start = i + 1;
            }
        }
        yield return (start, text.Length - start);
    }

    private static SourceSpan Part(SourceSpan place, int start, int length) => place with
    {
        Start = place.Start + start,
        Length = length,
        StartColumn = place.StartColumn + start,
        EndLine = place.StartLine,
        EndColumn = place.StartColumn + start + length,
    };
}
