using StableSpamCompose.Compiler.Language;

namespace StableSpamCompose.Compiler.Tests.Language;

public class ExpressionPrinterTests
{
    [Theory]
    [InlineData("a+b*c", "a + b * c")]
    [InlineData("(a+b)*c", "(a + b) * c")]
    [InlineData("(a*b)+c", "a * b + c")]
    [InlineData("a-(b-c)", "a - (b - c)")]
    [InlineData("(a-b)-c", "a - b - c")]
    [InlineData("a/(b*c)", "a / (b * c)")]
    [InlineData("(a^b)^c", "(a^b)^c")]
    [InlineData("a^(b^c)", "a^b^c")]
    [InlineData("(-x)^2", "(-x)^2")]
    [InlineData("-(x^2)", "-x^2")]
    [InlineData("k^(-decay)", "k^-decay")]
    [InlineData("k^(-(a+b))", "k^-(a + b)")]
    [InlineData("-(a*b)", "-(a * b)")]
    [InlineData("-(-a)", "--a")]
    [InlineData("a*(-b)", "a * -b")]
    [InlineData("(a<b)==(c<d)", "(a < b) == (c < d)")]
    [InlineData("not (a and b)", "not (a and b)")]
    [InlineData("not (a==b)", "not a == b")]
    [InlineData("(not a) == b", "(not a) == b")]
    [InlineData("(a or b) and (c and d)", "(a or b) and (c and d)")]
    [InlineData("a * (if b then c else (d + e))", "a * (if b then c else d + e)")]
    [InlineData("(if a then b else c) + d", "(if a then b else c) + d")]
    [InlineData("if (if a then b else c) then d else (if e then f else h)", "if if a then b else c then d else if e then f else h")]
    [InlineData("norm( over:all , (g) )", "norm(g, over: all)")]
    [InlineData("max((if a then b else c),(d))", "max(if a then b else c, d)")]
    [InlineData("1e-8 + .5 + inf + 1.50", "1e-8 + .5 + inf + 1.50")]
    public void Prints_the_fewest_brackets(string text, string expected)
    {
        Expression expression = Parsing.Expression(text);
        Assert.Equal(expected, ExpressionPrinter.Print(expression));
        Assert.Equal(BracketedForm.Of(expression), BracketedForm.Of(Parsing.Expression(expected)));
    }

    [Fact]
    public void No_pair_of_brackets_can_be_left_out()
    {
        foreach (string text in Compositions())
        {
            Expression expression = Parsing.Expression(text);
            string printed = ExpressionPrinter.Print(expression);
            Assert.Equal(BracketedForm.Of(expression), BracketedForm.Of(Parsing.Expression(printed)));
            int open = printed.IndexOf('(');
            if (open < 0) continue;
            string without = printed.Remove(printed.LastIndexOf(')'), 1).Remove(open, 1);
            var findings = new Compiler.Text.FindingBag();
            Expression? other = RuleParser.ParseExpression(Parsing.Text(without), findings);
            Assert.True(findings.HasErrors || BracketedForm.Of(other!) != BracketedForm.Of(expression), printed);
        }
    }

    // One operation inside another, in every place, always in brackets.
    private static IEnumerable<string> Compositions()
    {
        string[] operations =
        [
            "{0} or b", "a or {0}", "{0} and b", "a and {0}", "not {0}", "{0} < b", "a < {0}", "{0} + b", "a + {0}", "{0} - b", "a - {0}", "{0} * b", "a * {0}",
            "{0} / b", "a / {0}", "-{0}", "{0}^b", "a^{0}", "if {0} then b else c", "if a then {0} else c", "if a then b else {0}",
        ];
        return from outer in operations
               from inner in operations
               select outer.Replace("{0}", $"({inner.Replace("{0}", "x")})");
    }
}
