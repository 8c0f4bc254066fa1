using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Says why a text is not YAML, in the terms of a recipe where the mistake is a usual one.</summary>
internal static class YamlMistakes
{
    // Without quotes, [0, 1) begins a list that nothing ends, and within braces (0, 1] ends a list that nothing begins.
    private static readonly Regex UnquotedRange = new(
        @"\brange:[ ]*(?<range>\[[^][()""'\r\n]*\)|(?<=\{.*)\([^][()""'\r\n]*\])", RegexOptions.CultureInvariant);

    // What the YAML reader says, and what it means to who writes a recipe. What is not here is shown as the reader says it.
    private static readonly Dictionary<string, string> Explanations = new(StringComparer.Ordinal)
    {
        ["While scanning a plain scalar value, found invalid mapping."] =
            "a value with a colon in it stands in quotes, and a key in the column of the keys beside it",
        ["While parsing a block mapping, did not find expected key."] =
            "this is not in the column of the keys before it, or a value before it needs quotes",
        ["While parsing a block collection, did not find expected '-' indicator."] =
            "this is not in the column of the '-' before it",
        ["While parsing a flow sequence, did not find expected ',' or ']'."] =
            "the list that is open here goes on with ',' or ends with ']'",
        ["While parsing a flow mapping, did not find expected ',' or '}'."] =
            "the mapping that is open here goes on with ',' or ends with '}'",
        ["While scanning a quoted scalar, found unexpected end of stream."] =
            "the text that begins here has no closing quote",
        ["While scanning for the next token, found character that cannot start any token."] =
            "a value that begins with this character stands in quotes",
    };

    /// <summary>Reports the first character that no recipe may hold; false where there is none.</summary>
    public static bool ReportUnreadableCharacter(string text, LineMap lines, FindingBag findings)
    {
        for (int i = lines.FirstOffset; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (!isPair && IsUnreadable(text[i]))
            {
                string code = ((int)text[i]).ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
                findings.Report(FindingCatalog.UnreadableCharacter, lines.Span(i, i + 1), code);
                return true;
            }
            if (isPair) i++;
        }
        return false;
    }

    /// <summary>Reports what the YAML reader could not read.</summary>
    /// <param name="text">The file.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="read">Up to where it was read.</param>
    /// <param name="place">Where the reader says that it failed.</param>
    /// <param name="reason">Why, in the reader's words.</param>
    /// <param name="findings">Takes the finding.</param>
    public static void ReportSyntax(string text, LineMap lines, int read, int place, string reason, FindingBag findings)
    {
        place = Math.Max(read, Math.Min(place, text.Length));
        int lastLine = reason.Contains(" tab ") ? lines.Count - 1 : lines.LineOf(place);
        if (ReportTab(text, lines, lines.LineOf(read), lastLine, findings) || ReportUnquotedRange(lines, place, findings)) return;
        if (!Explanations.TryGetValue(reason, out string? explanation)) explanation = reason;
        findings.Report(FindingCatalog.InvalidYaml, lines.Span(place, place), explanation);
    }

    private static bool IsUnreadable(char character) => character switch
    {
        '\t' or '\n' or '\r' => false,
        '\uFEFF' or '\uFFFE' or '\uFFFF' => true,
        _ => Characters.IsControl(character) || Characters.IsDirection(character) || char.IsSurrogate(character),
    };

    private static bool ReportTab(string text, LineMap lines, int firstLine, int lastLine, FindingBag findings)
    {
        for (int line = firstLine; line <= lastLine; line++)
        {
            int offset = lines.StartOf(line);
            while (offset < text.Length && text[offset] == ' ') offset++;
            if (offset >= text.Length || text[offset] != '\t' || string.IsNullOrWhiteSpace(lines[line])) continue;
            findings.Report(FindingCatalog.TabIndentation, lines.Span(offset, offset + 1));
            return true;
        }
        return false;
    }

    private static bool ReportUnquotedRange(LineMap lines, int place, FindingBag findings)
    {
        for (int line = lines.LineOf(place); line >= Math.Max(0, lines.LineOf(place) - 1); line--)
        {
            Match match = UnquotedRange.Match(lines[line]);
            if (!match.Success) continue;
            Group range = match.Groups["range"];
            int start = lines.StartOf(line) + range.Index;
            findings.Report(FindingCatalog.UnquotedRange, lines.Span(start, start + range.Length), range.Value);
            return true;
        }
        return false;
    }
}
