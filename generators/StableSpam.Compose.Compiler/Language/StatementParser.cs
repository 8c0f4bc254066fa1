using System.Globalization;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Reads the statements of a rule, and after a mistake goes on with the next.</summary>
/// <remarks>
/// A method that returns null has reported why, and has left the end of its line to be passed by <see cref="Recover"/>.
/// </remarks>
internal sealed class StatementParser(TokenCursor tokens)
{
    private static readonly string[] FirstWords = ["if", "reset", "skip", "apply"];

    private readonly ExpressionParser _expressions = new(tokens);
    private int _depth;

    /// <summary>Reads all statements up to the end of the text.</summary>
    public List<Statement> ParseAll()
    {
        var statements = new List<Statement>();
        ParseStatements(statements);
        return statements;
    }

    private void ParseStatements(List<Statement> statements)
    {
        while (tokens.Current.Kind is not (TokenKind.End or TokenKind.Dedent))
        {
            if (tokens.Current.Kind == TokenKind.Indent)
            {
                tokens.Report(FindingCatalog.UnexpectedIndentation, tokens.Next);
                if (tokens.Next.Kind is TokenKind.Name or TokenKind.If) ParseBlock(statements);
                else SkipBlock();
            }
            else if (ParseStatement() is { } statement)
            {
                statements.Add(statement);
            }
            else
            {
                Recover(statements);
            }
        }
    }

    // What is indented below a statement that could not be read is its block if the line ends with a colon, so that mistakes
    // in it are found too; otherwise it goes on with what could not be read.
    private void Recover(List<Statement> statements)
    {
        while (tokens.Current.Kind is not (TokenKind.Newline or TokenKind.End)) tokens.Advance();
        bool opensBlock = tokens.Previous?.Kind == TokenKind.Colon;
        tokens.Take(TokenKind.Newline);
        if (tokens.Current.Kind != TokenKind.Indent) return;
        if (opensBlock) ParseBlock(statements);
        else SkipBlock();
    }

    private void ParseBlock(List<Statement> statements)
    {
        if (!Enter())
        {
            SkipBlock();
            return;
        }
        tokens.Advance();
        ParseStatements(statements);
        tokens.Take(TokenKind.Dedent);
        _depth--;
    }

    private void SkipBlock()
    {
        int open = 0;
        do
        {
            TokenKind kind = tokens.Advance().Kind;
            if (kind == TokenKind.Indent) open++;
            if (kind == TokenKind.Dedent) open--;
        }
        while (open > 0);
    }

    private Statement? ParseStatement()
    {
        if (tokens.Current.IsWord && tokens.Next.Kind == TokenKind.Assign) return ParseAssignment();
        switch (tokens.Current.Kind)
        {
            case TokenKind.If:
                return ParseStructuralIf();
            case TokenKind.Else:
                tokens.Report(FindingCatalog.StatementElse, tokens.Current);
                return null;
        }
        int first = tokens.Position;
        if (tokens.TakeWord("reset")) return ParseReset(first);
        if (tokens.TakeWord("skip")) return ParseSkip(first);
        if (tokens.TakeWord("apply")) return Finish(first, new Apply(tokens.SpanFrom(first)));
        ReportNoStatement();
        return null;
    }

    private void ReportNoStatement()
    {
        Token token = tokens.Current;
        if (token.Kind == TokenKind.Invalid) return;
        string meant = token.Kind == TokenKind.Name ? Suggestion.DidYouMean(tokens.TextOf(token), FirstWords) : "";
        tokens.Report(FindingCatalog.NotAStatement, token, tokens.Description, meant);
    }

    private Assignment? ParseAssignment()
    {
        int first = tokens.Position;
        Token token = tokens.Advance();
        var target = new Name(tokens.TextOf(token), tokens.SpanOf(token));
        CheckTarget(target);
        tokens.Advance();
        if (_expressions.Parse() is not { } value) return null;
        return Finish(first, new Assignment(target, value, tokens.SpanFrom(first)));
    }

    private void CheckTarget(Name target)
    {
        FindingKind? mistake =
            Vocabulary.Functions.ContainsKey(target.Text) ? FindingCatalog.FunctionAssigned
            : Vocabulary.ReservedWords.Contains(target.Text) ? FindingCatalog.ReservedWordAssigned
            : Vocabulary.ReadOnlyNames.Contains(target.Text) ? FindingCatalog.ReadOnlyAssigned
            : null;
        if (mistake is not null) tokens.Report(mistake, target.Span, target.Text);
    }

    private StructuralIf? ParseStructuralIf()
    {
        int first = tokens.Position;
        tokens.Advance();
        if (_expressions.Parse() is not { } condition) return null;
        if (!tokens.Expect(TokenKind.Colon, "an operator or ':' after the condition")) return null;
        string header = tokens.TextBetween(first, tokens.Position);
        var body = new List<Statement>();
        if (tokens.Current.Kind != TokenKind.Newline)
        {
            if (!Enter()) return null;
            Statement? guarded = ParseStatement();
            _depth--;
            if (guarded is null) return null;
            body.Add(guarded);
        }
        else if (tokens.Next.Kind == TokenKind.Indent)
        {
            tokens.Advance();
            ParseBlock(body);
        }
        else
        {
            tokens.Report(FindingCatalog.NothingGuarded, tokens.SpanFrom(first), header);
            return null;
        }
        return new StructuralIf(condition, body.ToEquatableArray(), tokens.SpanFrom(first)) { Text = header };
    }

    private ResetMoments? ParseReset(int first)
    {
        if (!tokens.ExpectWord("moments")) return null;
        bool afterStep = tokens.TakeWord("after");
        if (afterStep && !tokens.ExpectWord("step")) return null;
        Expression? when = null;
        if (tokens.TakeWord("when"))
        {
            when = _expressions.Parse();
            if (when is null) return null;
        }
        else if (tokens.Current.Kind != TokenKind.Newline)
        {
            tokens.ReportUnexpected(afterStep ? "'when' or the end of the line" : "'after step', 'when' or the end of the line");
            return null;
        }
        return Finish(first, new ResetMoments(afterStep, when, tokens.SpanFrom(first)));
    }

    private SkipStep? ParseSkip(int first)
    {
        if (!tokens.ExpectWord("step") || !tokens.ExpectWord("when")) return null;
        return _expressions.Parse() is { } when ? Finish(first, new SkipStep(when, tokens.SpanFrom(first))) : null;
    }

    // The end of a statement is the end of its line.
    private T? Finish<T>(int first, T statement)
        where T : Statement
    {
        string text = tokens.TextBetween(first, tokens.Position);
        string expected = statement is Apply ? "the end of the line" : "an operator or the end of the line";
        return tokens.Expect(TokenKind.Newline, expected) ? statement with { Text = text } : null;
    }

    private bool Enter()
    {
        if (_depth == ExpressionParser.MaximumDepth)
        {
            tokens.Report(FindingCatalog.NestedTooDeeply, tokens.Current,
                ExpressionParser.MaximumDepth.ToString(CultureInfo.InvariantCulture));
            return false;
        }
        _depth++;
        return true;
    }
}
