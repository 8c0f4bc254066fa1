using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Reads the rule language. No text makes it throw.</summary>
public static class RuleParser
{
    /// <summary>Reads a transform's rule, and reports every mistake in it.</summary>
    /// <returns>The statements that could be read. After a finding some are missing or wrong: the rule then says where, not what.</returns>
    public static Rule ParseRule(RuleText text, FindingBag findings)
    {
        var tokens = new TokenCursor(text, Lexer.LexRule(text, findings), findings);
        return new Rule(new StatementParser(tokens).ParseAll().ToEquatableArray());
    }

    /// <summary>Reads a setting, a binding, an initial value or a condition; it may run over several lines.</summary>
    /// <returns>The expression, or null after a finding that leaves nothing of use.</returns>
    public static Expression? ParseExpression(RuleText text, FindingBag findings)
    {
        var tokens = new TokenCursor(text, Lexer.LexExpression(text, findings), findings);
        Expression? expression = new ExpressionParser(tokens).Parse();
        if (expression is not null && tokens.Current.Kind != TokenKind.End) tokens.ReportUnexpected("an operator or the end of the text");
        return expression;
    }
}
