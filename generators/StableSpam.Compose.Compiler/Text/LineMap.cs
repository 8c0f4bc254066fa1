namespace StableSpamCompose.Compiler.Text;

/// <summary>Where the lines of a text begin: turns offsets into lines and columns.</summary>
/// <remarks>A line ends with LF, CRLF or CR. A byte order mark stands before the first line and is no column of it.</remarks>
internal sealed class LineMap
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _path;
    private readonly string _text;
    private readonly List<int> _starts = [];

    /// <summary>Maps <paramref name="text"/>, the whole of the file <paramref name="path"/>.</summary>
    public LineMap(string path, string text)
    {
        _path = path;
        _text = text;
        _starts.Add(text.Length > 0 && text[0] == ByteOrderMark ? 1 : 0);
        for (int i = 0; i < text.Length; i++)
        {
            bool isBreak = text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n'));
            if (isBreak) _starts.Add(i + 1);
        }
    }

    /// <summary>Offset of the first character that is not a byte order mark.</summary>
    public int FirstOffset => _starts[0];

    /// <summary>Number of lines; one more than there are line breaks.</summary>
    public int Count => _starts.Count;

    /// <summary>Offset of a line's first character.</summary>
    public int StartOf(int line) => _starts[line];

    /// <summary>A line without its break.</summary>
    public string this[int line]
    {
        get
        {
            int end = line + 1 < Count ? _starts[line + 1] : _text.Length;
            while (end > _starts[line] && _text[end - 1] is '\n' or '\r') end--;
            return _text.Substring(_starts[line], end - _starts[line]);
        }
    }

    /// <summary>The line of an offset.</summary>
    public int LineOf(int offset)
    {
        int found = _starts.BinarySearch(offset);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    /// <summary>The place from one offset to another; both are moved into the text where they are outside.</summary>
    public SourceSpan Span(int start, int end)
    {
        start = Clamp(start, FirstOffset);
        end = Clamp(end, start);
        int startLine = LineOf(start);
        int endLine = LineOf(end);
        return new SourceSpan(_path, start, end - start, startLine, start - _starts[startLine], endLine, end - _starts[endLine]);
    }

    private int Clamp(int offset, int least) => Math.Max(least, Math.Min(offset, _text.Length));
}
