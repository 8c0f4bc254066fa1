using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Finds where the characters of a string literal stand in its file, whichever way C# writes it.</summary>
internal sealed class LiteralText
{
    private readonly SyntaxTree _tree;
    private readonly SourceText _file;
    private readonly StringBuilder _text = new();
    private readonly List<LineStart> _starts = [];

    private LiteralText(SyntaxTree tree)
    {
        _tree = tree;
        _file = tree.GetText();
    }

    /// <summary>The text of a literal, or of literals joined by <c>+</c>; <see langword="null"/> for any other expression.</summary>
    public static RuleText? Read(ExpressionSyntax expression)
    {
        var literal = new LiteralText(expression.SyntaxTree);
        return literal.Append(expression)
            ? new RuleText(literal._tree.FilePath, literal._text.ToString(), literal._starts.ToEquatableArray())
            : null;
    }

    // A sum of literals may be longer than the stack is deep.
    private bool Append(ExpressionSyntax expression)
    {
        var rest = new Stack<ExpressionSyntax>([expression]);
        while (rest.Count > 0)
        {
            switch (rest.Pop())
            {
                case ParenthesizedExpressionSyntax inner:
                    rest.Push(inner.Expression);
                    break;
                case BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression):
                    rest.Push(sum.Right);
                    rest.Push(sum.Left);
                    break;
                case LiteralExpressionSyntax literal when Append(literal.Token):
                    break;
                default:
                    return false;
            }
        }
        return true;
    }

    private bool Append(SyntaxToken token)
    {
        // What C# could not read to its end has no text that anything could be said of.
        if (token.ContainsDiagnostics) return false;
        int before = _text.Length;
        switch (token.Kind())
        {
            case SyntaxKind.StringLiteralToken when token.Text.StartsWith("@", StringComparison.Ordinal):
                AppendVerbatim(token);
                break;
            case SyntaxKind.StringLiteralToken:
                AppendEscaped(token);
                break;
            case SyntaxKind.SingleLineRawStringLiteralToken:
                int quotes = token.Text.TakeWhile(c => c == '"').Count();
                AppendRun(token, quotes, token.Text.Length - quotes);
                break;
            case SyntaxKind.MultiLineRawStringLiteralToken:
                AppendRawLines(token);
                break;
            default:
                return false;
        }
        // What C# takes for the value is decided by C# alone.
        return _text.ToString(before, _text.Length - before) == token.ValueText.Replace("\r\n", "\n");
    }

    private void AppendRawLines(SyntaxToken token)
    {
        string[] lines = token.Text.Split('\n');
        string closing = lines[lines.Length - 1];
        int indentation = closing.Length - closing.TrimStart().Length;
        int start = lines[0].Length + 1;
        for (int i = 1; i < lines.Length - 1; i++)
        {
            if (i > 1) _text.Append('\n');
            int end = start + lines[i].TrimEnd('\r').Length;
            AppendRun(token, Math.Min(start + indentation, end), end);
            start += lines[i].Length + 1;
        }
    }

    private void AppendVerbatim(SyntaxToken token)
    {
        int run = 2;
        int end = token.Text.Length - 1;
        for (int i = run; i < end; i++)
        {
            bool isQuote = token.Text[i] == '"';
            bool isBreak = token.Text[i] == '\r' && token.Text[i + 1] == '\n';
            if (!isQuote && !isBreak) continue;
            // Of two quotes the first is left out, and of a carriage return and a line feed.
            AppendRun(token, run, i);
            run = ++i;
        }
        AppendRun(token, run, end);
    }

    private void AppendEscaped(SyntaxToken token)
    {
        int run = 1;
        int end = token.Text.Length - 1;
        for (int i = run; i < end; i++)
        {
            if (token.Text[i] != '\\') continue;
            AppendRun(token, run, i);
            _starts.Add(StartAt(token.SpanStart + i));
            (string meaning, int length) = Unescape(token.Text, i);
            _text.Append(meaning);
            run = i + length;
            i = run - 1;
        }
        AppendRun(token, run, end);
    }

    private static (string Meaning, int Length) Unescape(string text, int at)
    {
        char kind = text[at + 1];
        int digits = kind switch { 'x' => 4, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0) return (Simple(kind).ToString(), 2);
        int length = 0;
        while (length < digits && Uri.IsHexDigit(text[at + 2 + length])) length++;
        int code = int.Parse(text.Substring(at + 2, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (code > char.MaxValue ? char.ConvertFromUtf32(code) : ((char)code).ToString(), 2 + length);
    }

    private static char Simple(char kind) => kind switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'v' => '\v',
        'e' => '\u001b',
        _ => kind,
    };

    private void AppendRun(SyntaxToken token, int start, int end)
    {
        _starts.Add(StartAt(token.SpanStart + start));
        _text.Append(token.Text, start, end - start);
    }

    private LineStart StartAt(int offset)
    {
        LinePosition place = _file.Lines.GetLinePosition(offset);
        return new LineStart(_text.Length, offset, place.Line, place.Character);
    }
}
