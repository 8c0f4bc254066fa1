using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Text of the rule language together with where it stands in its file.</summary>
/// <remarks>
/// A rule in a YAML literal block or in a raw string loses its indentation, an expression in quotes its quotes and escape
/// sequences. Each line, and what follows an escape sequence, therefore says where it starts in the file; from there to the next
/// start, offsets run alike.
/// </remarks>
/// <param name="Path">The file.</param>
/// <param name="Text">The text, lines separated by <c>'\n'</c>.</param>
/// <param name="Lines">Where the parts of <paramref name="Text"/> start in the file, in order; the first is at its beginning.</param>
public sealed record RuleText(string Path, string Text, EquatableArray<LineStart> Lines)
{
    /// <summary>Text that stands on one line of a file, from <paramref name="span"/>'s start on.</summary>
    public static RuleText OnOneLine(string text, SourceSpan span) =>
        new(span.Path, text, new EquatableArray<LineStart>([new LineStart(0, span.Start, span.StartLine, span.StartColumn)]));

    /// <summary>The place in the file of <paramref name="length"/> characters from <paramref name="start"/> on.</summary>
    public SourceSpan Span(int start, int length)
    {
        (int offset, int line, int column) = Locate(start);
        (int endOffset, int endLine, int endColumn) = Locate(start + length);
        return new SourceSpan(Path, offset, endOffset - offset, line, column, endLine, endColumn);
    }

    /// <summary>A part of the text, which stands where it stood.</summary>
    public RuleText Slice(int start, int length)
    {
        (int offset, int line, int column) = Locate(start);
        IEnumerable<LineStart> inside = Lines.Where(part => part.Position > start && part.Position < start + length)
            .Select(part => part with { Position = part.Position - start });
        return new RuleText(Path, Text.Substring(start, length), new EquatableArray<LineStart>(inside.Prepend(new LineStart(0, offset, line, column))));
    }

    private (int Offset, int Line, int Column) Locate(int position)
    {
        int first = 0;
        for (int end = Lines.Count; end - first > 1;)
        {
            int middle = (first + end) / 2;
            if (Lines[middle].Position <= position) first = middle;
            else end = middle;
        }
        LineStart line = Lines[first];
        int along = position - line.Position;
        return (line.Offset + along, line.Line, line.Column + along);
    }
}

/// <summary>Where a part of a <see cref="RuleText"/> starts.</summary>
/// <param name="Position">In the rule's text.</param>
/// <param name="Offset">In the file.</param>
/// <param name="Line">Line of the file, from 0.</param>
/// <param name="Column">Column of the file, from 0.</param>
public readonly record struct LineStart(int Position, int Offset, int Line, int Column);
