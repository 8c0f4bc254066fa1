namespace StableSpamCompose.Compiler.Text;

/// <summary>A place in a file. Lines and columns count from 0.</summary>
/// <param name="Path">The file, as the host named it; empty where there is none.</param>
/// <param name="Start">Offset of the first character in the file.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="StartLine">Line of the first character.</param>
/// <param name="StartColumn">Column of the first character.</param>
/// <param name="EndLine">Line of the character after the last.</param>
/// <param name="EndColumn">Column of the character after the last.</param>
public readonly record struct SourceSpan(
    string Path, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    /// <summary>No place at all.</summary>
    public static SourceSpan None { get; } = new("", 0, 0, 0, 0, 0, 0);

    /// <summary>From the start of this span to the end of <paramref name="last"/>, in the same file.</summary>
    public SourceSpan To(SourceSpan last) =>
        this with { Length = last.Start + last.Length - Start, EndLine = last.EndLine, EndColumn = last.EndColumn };

    /// <summary><c>path(line,column)</c>, counted from 1 as compilers print it.</summary>
    public override string ToString() => $"{Path}({StartLine + 1},{StartColumn + 1})";
}
