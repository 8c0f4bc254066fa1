using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Finds where the text of a scalar stands in its file, character by character.</summary>
internal static class RuleTextReader
{
    /// <summary>A plain or quoted scalar; <see langword="null"/> where the file's characters are not the value's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What the file holds.</param>
    /// <param name="value">The scalar's value.</param>
    /// <param name="span">The scalar with its quotes, if any.</param>
    public static RuleText? FromFlowScalar(string path, string text, string value, SourceSpan span)
    {
        int quotes = span.Length - value.Length;
        if (span.StartLine != span.EndLine || quotes is not (0 or 2)) return null;
        int along = quotes / 2;
        if (string.CompareOrdinal(text, span.Start + along, value, 0, value.Length) != 0) return null;
        LineStart start = new(0, span.Start + along, span.StartLine, span.StartColumn + along);
        return new RuleText(path, value, new EquatableArray<LineStart>([start]));
    }

    /// <summary>A literal block, whose indicator stands at <paramref name="indicator"/>, without the line breaks at its end.</summary>
    public static RuleText FromLiteralBlock(string path, LineMap lines, string value, int indicator)
    {
        string[] values = value.TrimEnd('\n').Split('\n');
        int header = lines.LineOf(indicator);
        int count = Math.Min(values.Length, lines.Count - header - 1);
        int indentation = Indentation(lines, values, header, count);

        var contents = new List<string>();
        var starts = new List<LineStart>();
        int position = 0;
        for (int i = 0; i < count; i++)
        {
            int line = header + 1 + i;
            string source = lines[line];
            int column = Math.Min(indentation, source.Length);
            starts.Add(new LineStart(position, lines.StartOf(line) + column, line, column));
            contents.Add(source.Substring(column));
            position += source.Length - column + 1;
        }
        if (starts.Count == 0) starts.Add(new LineStart(0, indicator, header, indicator - lines.StartOf(header)));
        return new RuleText(path, string.Join("\n", contents), new EquatableArray<LineStart>(starts));
    }

    // What the first line that is not empty lost, since the indicator may give the indentation (|2) or leave it to that line.
    private static int Indentation(LineMap lines, string[] values, int header, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (values[i].Length > 0) return Math.Max(0, lines[header + 1 + i].Length - values[i].Length);
        }
        return 0;
    }
}
