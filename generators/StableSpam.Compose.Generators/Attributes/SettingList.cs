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
        // A text that is no literal has no place of its own: what is wrong in it is told from where it is named.
        RuleText text = LiteralText.Read(value.Written) ?? RuleText.OnOneLine(written.Text, value.Span);
        var settings = new List<Setting>();
        foreach ((int start, int length) in Entries(text.Text))
        {
            string entry = text.Text.Substring(start, length);
            int colon = entry.IndexOf(':');
            string name = colon < 0 ? "" : entry.Substring(0, colon).Trim();
            if (name.Length == 0)
            {
                findings.Report(FindingCatalog.NotASettingList, text.Span(start, length), entry.Trim(), property);
                continue;
            }
            SourceSpan nameSpan = text.Span(start + entry.IndexOf(name, StringComparison.Ordinal), name.Length);
            RuleText expressionText = text.Slice(start + colon + 1, length - colon - 1);
            if (RuleParser.ParseExpression(expressionText, findings) is not { } expression) continue;
            var setting = new RuleExpression(expression, expressionText.Text.Trim(), expressionText.Span(0, expressionText.Text.Length));
            settings.Add(new Setting(new Spelled(name, nameSpan), setting, property == FixedProperty));
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
}
