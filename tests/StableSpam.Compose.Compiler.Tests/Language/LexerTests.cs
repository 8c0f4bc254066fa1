using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

public class LexerTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.999", "0.999")]
    [InlineData(".5", ".5")]
    [InlineData("1e-8", "1e-8")]
    [InlineData("1E+3", "1E+3")]
    [InlineData(".5e2", ".5e2")]
    [InlineData("1-2", "1 Minus 2")]
    [InlineData("x_1", "Name:x_1")]
    [InlineData("_", "Name:_")]
    [InlineData("if iff", "If Name:iff")]
    [InlineData("a<=b", "Name:a LessOrEqual Name:b")]
    [InlineData("a<b>c==d!=e>=f", "Name:a Less Name:b Greater Name:c Equal Name:d NotEqual Name:e GreaterOrEqual Name:f")]
    [InlineData("a = (b+c)*d/e^f, g: h", "Name:a Assign Open Name:b Plus Name:c Close Times Name:d Divide Name:e Power Name:f Comma Name:g Colon Name:h")]
    [InlineData("then else and or not inf", "Then Else And Or Not Infinity")]
    [InlineData("a # b\n# c\n  d", "Name:a Name:d")]
    [InlineData("", "")]
    public void Cuts_an_expression_into_tokens(string text, string expected) =>
        Assert.Equal((expected + " End").TrimStart(), Tokens(text, Lexer.LexExpression));

    [Theory]
    [InlineData("a\nb\n", "Name:a Newline Name:b Newline")]
    [InlineData("a\n\n  # a comment\n\nb", "Name:a Newline Name:b Newline")]
    [InlineData("a\r\nb\r\n", "Name:a Newline Name:b Newline")]
    [InlineData("a (\nb\n) c\nd", "Name:a Open Name:b Close Name:c Newline Name:d Newline")]
    [InlineData("a)\nb", "Name:a Close Newline Name:b Newline")]
    [InlineData("a:\n  b\n  c\nd", "Name:a Colon Newline Indent Name:b Newline Name:c Newline Dedent Name:d Newline")]
    [InlineData("a:\n  b:\n     c", "Name:a Colon Newline Indent Name:b Colon Newline Indent Name:c Newline Dedent Dedent")]
    [InlineData("a:\n  b:\n     c\n# no statement\nd", "Name:a Colon Newline Indent Name:b Colon Newline Indent Name:c Newline Dedent Dedent Name:d Newline")]
    [InlineData("  a\n  b", "Name:a Newline Name:b Newline")]
    [InlineData("\n # nothing\n", "")]
    public void Marks_lines_and_blocks_of_a_rule(string text, string expected) =>
        Assert.Equal((expected + " End").TrimStart(), Tokens(text, Lexer.LexRule));

    [Fact]
    public void A_statement_inside_brackets_ends_the_line_that_forgot_to_close_them() =>
        Assert.Equal(
            "Name:a Assign Open Name:b Newline Name:c Assign Name:d Newline End",
            Tokens("a = (b\nc = d", Lexer.LexRule));

    [Fact]
    public void A_deeper_line_inside_brackets_is_never_a_statement() =>
        Assert.Equal(
            "Name:a Assign Name:b Open Name:c Assign Name:d Close Newline End",
            Tokens("a = b(\n  c = d)", Lexer.LexRule));

    [Fact]
    public void Tokens_know_their_place()
    {
        IReadOnlyList<Token> tokens = Lexer.LexRule(Parsing.Text("ab  <= 1.5 # c\n"), new FindingBag());
        Assert.Equal(
            [
                new Token(TokenKind.Name, 0, 2), new Token(TokenKind.LessOrEqual, 4, 2), new Token(TokenKind.Number, 7, 3),
                new Token(TokenKind.Newline, 10, 0), new Token(TokenKind.End, 10, 0),
            ],
            tokens);
    }

    private static string Tokens(string text, Func<RuleText, FindingBag, IReadOnlyList<Token>> lex)
    {
        var findings = new FindingBag();
        IReadOnlyList<Token> tokens = lex(Parsing.Text(text), findings);
        Assert.Empty(findings.Findings);
        return string.Join(" ", tokens.Select(token => token.Kind switch
        {
            TokenKind.Number => text.Substring(token.Start, token.Length),
            TokenKind.Name => "Name:" + text.Substring(token.Start, token.Length),
            _ => token.Kind.ToString(),
        }));
    }
}
