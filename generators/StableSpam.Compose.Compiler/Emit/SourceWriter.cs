using System.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Writes indented C# with <c>'\n'</c> at every line's end, whatever the machine.</summary>
internal sealed class SourceWriter
{
    private const string Step = "    ";

    private readonly StringBuilder _text = new();
    private string _indentation = "";
    private bool _separate;
    private bool _opened;

    /// <summary>Writes a line; an empty one ends a paragraph.</summary>
    public SourceWriter Line(string line = "")
    {
        if (line.Length == 0)
        {
            _separate = !_opened;
            return this;
        }
        _opened = false;
        if (_separate) _text.Append('\n');
        _separate = false;
        _text.Append(_indentation).Append(line).Append('\n');
        return this;
    }

    /// <summary>Writes each line of <paramref name="lines"/>, with <paramref name="prefix"/> before it.</summary>
    public SourceWriter Lines(string prefix, IEnumerable<string> lines)
    {
        foreach (string line in lines) Line((prefix + line).TrimEnd());
        return this;
    }

    /// <summary>Writes a header and an opening brace; disposing the result closes it.</summary>
    /// <param name="header">The line before the brace.</param>
    /// <param name="close">The closing brace and what follows it.</param>
    public IDisposable Block(string header, string close = "}")
    {
        Line(header);
        return Block(close);
    }

    /// <summary>Writes an opening brace; disposing the result closes it.</summary>
    public IDisposable Block() => Block(close: "}");

    private IDisposable Block(string close)
    {
        Line("{");
        string outer = _indentation;
        _indentation += Step;
        _opened = true;
        return new Closing(() =>
        {
            _separate = _opened = false;
            _indentation = outer;
            Line(close);
        });
    }

    /// <summary>Indents what is written until the result is disposed.</summary>
    public IDisposable Indented()
    {
        string outer = _indentation;
        _indentation += Step;
        return new Closing(() => _indentation = outer);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
