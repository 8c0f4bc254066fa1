using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

public class RecoveryTests
{
    [Fact]
    public void Every_mistake_of_a_rule_is_reported_at_its_place()
    {
        const string rule = """
            m = beta1 * m + (1 - beta1 * g
            v = beta2 * v + ) 1
            size = nrom(g)
            if amsgrad:
              second = v +
              third = max(v)
            g = 0 < g < 1
            grad = 2 * if t > 1 then 1 else 0
            aply
            g = m & v
            apply
            """;
        Assert.Equal(
            [
                "(10,7) SSC0101",
                "(1,17) SSC0121",
                "(2,17) SSC0120",
                "(3,8) SSC0130",
                "(5,15) SSC0120",
                "(6,11) SSC0133",
                "(7,5) SSC0122",
                "(8,1) SSC0115",
                "(8,12) SSC0123",
                "(9,1) SSC0110",
            ],
            Parsing.Mistakes(rule));
    }

    [Fact]
    public void Statements_without_a_mistake_are_kept()
    {
        var findings = new FindingBag();
        Rule rule = RuleParser.ParseRule(Parsing.Text("a = 1\nb = *\nif c:\n  d = )\n  e = 2\nf = (3\ng = 4"), findings);
        Assert.Equal(["a = 1", "if c:", "g = 4"], rule.Statements.Select(statement => statement.Text));
        Assert.Equal("e = 2", Assert.Single(Assert.IsType<StructuralIf>(rule.Statements[1]).Body).Text);
        Assert.Equal(3, findings.Findings.Count);
    }

    [Theory]
    [InlineData("g = a\n    + b\nm = )", "(2,5) SSC0106", "(3,5) SSC0120")]
    [InlineData("g = if a > b\n    then a\n    else b\nm = )", "(1,13) SSC0120", "(4,5) SSC0120")]
    [InlineData("if a > :\n  b = )\nm = )", "(1,8) SSC0120", "(2,7) SSC0120", "(3,5) SSC0120")]
    [InlineData("if a:\n  b = 1\nelse:\n  c = )\nd = )", "(3,1) SSC0111", "(4,7) SSC0120", "(5,5) SSC0120")]
    [InlineData("if (a:\n  b = )\nm = )", "(1,6) SSC0120", "(2,7) SSC0120", "(3,5) SSC0120")]
    [InlineData("a = 1\n  b = )\nc = )", "(2,3) SSC0106", "(2,7) SSC0120", "(3,5) SSC0120")]
    [InlineData("if a:\n    b = 1\n  c = 2\n  d = 3\ne = )", "(3,3) SSC0105", "(5,5) SSC0120")]
    [InlineData("if a:\n\tb = 1\n\tc = 2\nd = )", "(2,1) SSC0104", "(3,1) SSC0104", "(4,5) SSC0120")]
    [InlineData("g = max(a,\nb = )", "(1,11) SSC0120", "(2,5) SSC0120")]
    public void One_mistake_does_not_cause_another(string rule, params string[] expected) => Assert.Equal(expected, Parsing.Mistakes(rule));

    [Fact]
    public void Several_mistakes_of_one_call_are_all_reported() =>
        Assert.Equal(
            ["(1,9) SSC0130", "(1,23) SSC0138", "(1,1) SSC0133", "(1,28) SSC0134"],
            Parsing.ExpressionMistakes("norm(g, smu(w), over: row, ovr: rows)"));

    [Fact]
    public void What_was_read_before_trailing_text_is_still_returned()
    {
        var findings = new FindingBag();
        Expression? expression = RuleParser.ParseExpression(Parsing.Text("a + 1 b"), findings);
        Assert.Equal("(a + 1)", BracketedForm.Of(Assert.IsType<Binary>(expression)));
        Assert.Equal("Expected an operator or the end of the text, found 'b'", Assert.Single(findings.Findings).Message);
    }
}
