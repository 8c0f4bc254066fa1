using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>A place among the tokens of a text, and what the parser asks there.</summary>
internal sealed class TokenCursor(RuleText text, IReadOnlyList<Token> tokens, FindingBag findings)
{
    /// <summary>Index of the current token.</summary>
    public int Position { get; private set; }

    /// <summary>The token to be read next; at the end, <see cref="TokenKind.End"/>.</summary>
    public Token Current => tokens[Position];

    /// <summary>The token after the current one.</summary>
    public Token Next => tokens[Math.Min(Position + 1, tokens.Count - 1)];

    /// <summary>The token before the current one, if there is one.</summary>
    public Token? Previous => Position > 0 ? tokens[Position - 1] : null;

    /// <summary>What the current token looks like to a reader.</summary>
    public string Description => Current.Kind switch
    {
        TokenKind.Newline when Next.Kind == TokenKind.Indent =>
            "the end of the line (an expression goes on in the next line only while a bracket is open)",
        TokenKind.Newline => "the end of the line",
        TokenKind.End => "the end of the text",
        _ => $"'{TextOf(Current)}'",
    };

    /// <summary>Passes the current token and returns it. The end is never passed.</summary>
    public Token Advance()
    {
        Token current = Current;
        if (current.Kind != TokenKind.End) Position++;
        return current;
    }

    /// <summary>Passes the current token if it is of a kind.</summary>
    public bool Take(TokenKind kind)
    {
        if (Current.Kind != kind) return false;
        Advance();
        return true;
    }

    /// <summary>Passes the current token if it is the name <paramref name="word"/>; only some places make a word of it.</summary>
    public bool TakeWord(string word)
    {
        if (Current.Kind != TokenKind.Name || TextOf(Current) != word) return false;
        Advance();
        return true;
    }

    /// <summary>Passes the current token if it is of a kind, and otherwise reports that it is not.</summary>
    public bool Expect(TokenKind kind, string description)
    {
        if (Take(kind)) return true;
        ReportUnexpected(description);
        return false;
    }

    /// <summary>Passes the name <paramref name="word"/>, and otherwise reports that it is missing.</summary>
    public bool ExpectWord(string word)
    {
        if (TakeWord(word)) return true;
        ReportUnexpected($"'{word}'");
        return false;
    }

    /// <summary>Reports the current token as something else than <paramref name="expected"/>.</summary>
    public void ReportUnexpected(string expected)
    {
        switch (Current.Kind)
        {
            case TokenKind.Invalid:
                break;
            case TokenKind.Assign:
                Report(FindingCatalog.AssignmentInExpression, Current);
                break;
            default:
                Report(FindingCatalog.Expected, Current, expected, Description);
                break;
        }
    }

    /// <summary>Reports a mistake at a token.</summary>
    public void Report(FindingKind mistake, Token token, params string[] arguments) =>
        findings.Report(mistake, SpanOf(token), arguments);

    /// <summary>Reports a mistake at a place.</summary>
    public void Report(FindingKind mistake, SourceSpan span, params string[] arguments) => findings.Report(mistake, span, arguments);

    /// <summary>The characters of a token.</summary>
    public string TextOf(Token token) => text.Text.Substring(token.Start, token.Length);

    /// <summary>Where a token stands.</summary>
    public SourceSpan SpanOf(Token token) => text.Span(token.Start, token.Length);

    /// <summary>From the token at an index to the last one passed; a token of layout ends where the one before it does.</summary>
    public SourceSpan SpanFrom(int first) => text.Span(tokens[first].Start, tokens[Position - 1].End - tokens[first].Start);

    /// <summary>What is written from one token up to another and not with it: on one line, without comments, blanks as one space.</summary>
    public string TextBetween(int first, int end)
    {
        var written = new System.Text.StringBuilder();
        for (int i = first; i < end; i++)
        {
            if (i > first && tokens[i - 1].End < tokens[i].Start) written.Append(' ');
            written.Append(text.Text, tokens[i].Start, tokens[i].Length);
        }
        return written.ToString();
    }
}
