using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Text with a place marked in it: <c>chain: ⟦Adam⟧</c>.</summary>
internal sealed record MarkedText(string Text, int Start, int Length)
{
    public static MarkedText Parse(string marked)
    {
        int start = marked.IndexOf('⟦');
        int end = marked.IndexOf('⟧');
        Assert.True(start >= 0 && end > start, "No place is marked in: " + marked);
        return new MarkedText(marked.Remove(end, 1).Remove(start, 1), start, end - start - 1);
    }

    /// <summary>The marked place, its lines and columns counted independently of the compiler.</summary>
    public SourceSpan SpanIn(string path)
    {
        (int startLine, int startColumn) = LineAndColumn(Start);
        (int endLine, int endColumn) = LineAndColumn(Start + Length);
        return new SourceSpan(path, Start, Length, startLine, startColumn, endLine, endColumn);
    }

    private (int Line, int Column) LineAndColumn(int offset)
    {
        int line = 0;
        int column = 0;
        for (int i = Text.StartsWith('\uFEFF') ? 1 : 0; i < offset; i++)
        {
            column++;
            if (Text[i] is not '\n') continue;
            line++;
            column = 0;
        }
        return (line, column);
    }
}
