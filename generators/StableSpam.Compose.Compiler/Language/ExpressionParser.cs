using System.Globalization;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Reads expressions by the precedence of their operators (Pratt's method).</summary>
/// <remarks>
/// Every method returns null after it has reported why it cannot go on; its caller then gives up too, up to the statement.
/// Depth and size are bounded, so that neither this parser nor anything that walks its trees runs out of stack.
/// </remarks>
internal sealed class ExpressionParser(TokenCursor tokens)
{
    /// <summary>How deeply expressions, and blocks, may be nested.</summary>
    public const int MaximumDepth = 100;

    /// <summary>How many operations one expression may have; a chain of sums is as deep a tree as it is long.</summary>
    public const int MaximumOperations = 1000;

    private int _depth;
    private int _operations;

    /// <summary>Reads an expression.</summary>
    public Expression? Parse()
    {
        _operations = 0;
        return Parse(Precedence.Conditional);
    }

    // An expression that binds at least as tightly as `minimum`.
    private Expression? Parse(int minimum)
    {
        if (_depth == MaximumDepth)
        {
            tokens.Report(FindingCatalog.NestedTooDeeply, tokens.Current, Text(MaximumDepth));
            return null;
        }
        _depth++;
        Expression? expression = ParseOperators(minimum);
        _depth--;
        return expression;
    }

    private Expression? ParseOperators(int minimum)
    {
        int first = tokens.Position;
        Expression? left = ParsePrefix(minimum);
        while (left is not null && InfixOperator.Of(tokens.Current.Kind) is { } infix && infix.Precedence >= minimum)
        {
            int operation = tokens.Position;
            if (!CountOperation()) return null;
            tokens.Advance();
            Expression? right = Parse(infix.Right);
            if (right is null) return null;
            left = new Binary(infix.Operator, left, right, tokens.SpanFrom(first));
            if (infix.IsComparison && !ParseRestOfChain(first, operation)) return null;
        }
        return left;
    }

    // After 'a < b': a second comparison is a mistake of its own, with all of the chain in its message.
    private bool ParseRestOfChain(int first, int firstOperation)
    {
        if (InfixOperator.Of(tokens.Current.Kind) is not { IsComparison: true }) return true;
        int end = tokens.Position;
        var pieces = new List<string> { tokens.TextBetween(first, end) };
        int middle = firstOperation + 1;
        while (InfixOperator.Of(tokens.Current.Kind) is { IsComparison: true } infix)
        {
            end = tokens.Position;
            tokens.Advance();
            if (Parse(infix.Right) is null) return false;
            pieces.Add(tokens.TextBetween(middle, tokens.Position));
            middle = end + 1;
        }
        tokens.Report(FindingCatalog.ChainedComparison, tokens.SpanFrom(first),
            string.Join(" and ", pieces.Take(pieces.Count - 1)), pieces[pieces.Count - 1]);
        return true;
    }

    private Expression? ParsePrefix(int minimum)
    {
        switch (tokens.Current.Kind)
        {
            case TokenKind.If:
                CheckBrackets(minimum, Precedence.Conditional);
                return ParseConditional();
            case TokenKind.Not:
                CheckBrackets(minimum, Precedence.Not);
                return ParseUnary(UnaryOperator.Not, Precedence.Not);
            case TokenKind.Minus:
                return ParseUnary(UnaryOperator.Negate, Precedence.Negation);
            default:
                return ParsePrimary();
        }
    }

    // What binds more loosely than its surroundings allow is read on as if it stood in brackets.
    private void CheckBrackets(int minimum, int precedence)
    {
        if (precedence < minimum) tokens.Report(FindingCatalog.NeedsBrackets, tokens.Current, tokens.TextOf(tokens.Current));
    }

    private Unary? ParseUnary(UnaryOperator operation, int precedence)
    {
        int first = tokens.Position;
        if (!CountOperation()) return null;
        tokens.Advance();
        return Parse(precedence) is { } operand ? new Unary(operation, operand, tokens.SpanFrom(first)) : null;
    }

    private Conditional? ParseConditional()
    {
        int first = tokens.Position;
        if (!CountOperation()) return null;
        tokens.Advance();
        if (Parse(Precedence.Conditional) is not { } condition) return null;
        if (!tokens.Expect(TokenKind.Then, "'then' and a value")) return null;
        if (Parse(Precedence.Conditional) is not { } yes) return null;
        if (!tokens.Expect(TokenKind.Else, "'else' and the value otherwise")) return null;
        if (Parse(Precedence.Conditional) is not { } no) return null;
        return new Conditional(condition, yes, no, tokens.SpanFrom(first));
    }

    private Expression? ParsePrimary()
    {
        switch (tokens.Current.Kind)
        {
            case TokenKind.Number:
                return ParseNumber();
            case TokenKind.Infinity:
                Token infinity = tokens.Advance();
                return new Number(double.PositiveInfinity, tokens.TextOf(infinity), tokens.SpanOf(infinity));
            case TokenKind.Name:
                return tokens.Next.Kind == TokenKind.Open ? ParseCall() : ParseName();
            case TokenKind.Open:
                Token open = tokens.Advance();
                return Parse(Precedence.Conditional) is { } inner && ExpectClose(open, "an operator or ')'") ? inner : null;
            default:
                tokens.ReportUnexpected("a value");
                return null;
        }
    }

    private Number ParseNumber()
    {
        Token token = tokens.Advance();
        string written = tokens.TextOf(token);
        bool isFinite = double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && !double.IsInfinity(value);
        if (!isFinite) tokens.Report(FindingCatalog.NumberTooLarge, token, written);
        return new Number(value, written, tokens.SpanOf(token));
    }

    private Name? ParseName()
    {
        bool mayBeChoice = MayBeChoice();
        Name name = NameOf(tokens.Advance());
        if (name.Text == "as")
        {
            tokens.Report(FindingCatalog.ReservedWordAsValue, name.Span, name.Text);
            return null;
        }
        if (!mayBeChoice && Vocabulary.Functions.TryGetValue(name.Text, out FunctionSignature? function))
        {
            tokens.Report(FindingCatalog.FunctionNotCalled, name.Span, name.Text, function.Usage);
        }
        return name;
    }

    // A choice's value may be called like a function ('schedule == linear', or the setting 'linear').
    private bool MayBeChoice() =>
        tokens.Previous?.Kind is TokenKind.Equal or TokenKind.NotEqual
        || tokens.Next.Kind is TokenKind.Equal or TokenKind.NotEqual
        || (tokens.Previous is null && tokens.Next.Kind == TokenKind.End);

    private Call? ParseCall()
    {
        int first = tokens.Position;
        if (!CountOperation()) return null;
        Name function = NameOf(tokens.Advance());
        Token open = tokens.Advance();
        var arguments = new List<Argument>();
        if (tokens.Current.Kind != TokenKind.Close)
        {
            do
            {
                if (ParseArgument() is not { } argument) return null;
                arguments.Add(argument);
            }
            while (tokens.Take(TokenKind.Comma));
        }
        if (!ExpectClose(open, "an operator, ',' or ')'")) return null;

        // Labels may stand anywhere; the tree has them last, so that the others are found by their place.
        var call = new Call(function, arguments.OrderBy(argument => argument.Label is not null).ToEquatableArray(), tokens.SpanFrom(first));
        CallChecker.Check(call, tokens);
        return call;
    }

    private Argument? ParseArgument()
    {
        Name? label = null;
        if (tokens.Current.Kind == TokenKind.Name && tokens.Next.Kind is TokenKind.Colon or TokenKind.Assign)
        {
            label = NameOf(tokens.Advance());
            if (tokens.Advance().Kind == TokenKind.Assign) tokens.Report(FindingCatalog.LabelWithoutColon, label.Span, label.Text);
        }
        Expression? value = label is null ? Parse(Precedence.Conditional) : ParseLabelled(label);
        return value is null ? null : new Argument(label, value);
    }

    // The names that 'over:' takes are its own, also where it is misspelled: 'all' is a function elsewhere.
    private Expression? ParseLabelled(Name label)
    {
        int first = tokens.Position;
        bool isWord = tokens.Current.Kind == TokenKind.Name && tokens.Next.Kind is TokenKind.Comma or TokenKind.Close;
        bool isDomain = isWord && Vocabulary.Domains.Contains(tokens.TextOf(tokens.Current));
        bool isOver = label.Text == Vocabulary.Over;
        Expression? value = isDomain || (isWord && isOver) ? NameOf(tokens.Advance()) : Parse(Precedence.Conditional);
        if (isOver && !isDomain && value is not null)
        {
            string written = tokens.TextBetween(first, tokens.Position);
            tokens.Report(FindingCatalog.UnknownDomain, value.Span, written, Suggestion.DidYouMean(written, Vocabulary.Domains));
        }
        return value;
    }

    private bool ExpectClose(Token open, string expected)
    {
        if (tokens.Current.Kind is TokenKind.Newline or TokenKind.End)
        {
            tokens.Report(FindingCatalog.UnclosedBracket, open);
            return false;
        }
        return tokens.Expect(TokenKind.Close, expected);
    }

    private Name NameOf(Token token) => new(tokens.TextOf(token), tokens.SpanOf(token));

    private bool CountOperation()
    {
        if (_operations == MaximumOperations)
        {
            tokens.Report(FindingCatalog.ExpressionTooLong, tokens.Current, Text(MaximumOperations));
            return false;
        }
        _operations++;
        return true;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
