using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

public class SpanTests
{
    [Fact]
    public void Every_expression_covers_exactly_its_text()
    {
        const string text = "u * (a + -b)^2 + mean((c), over: rows) - (if not d then 1.5 else inf)";
        var difference = Assert.IsType<Binary>(Parsing.Expression(text));
        var sum = Assert.IsType<Binary>(difference.Left);
        var product = Assert.IsType<Binary>(sum.Left);
        var power = Assert.IsType<Binary>(product.Right);
        var inner = Assert.IsType<Binary>(power.Left);
        var mean = Assert.IsType<Call>(sum.Right);
        var choice = Assert.IsType<Conditional>(difference.Right);

        Assert.Equal(text, Covered(text, difference.Span));
        Assert.Equal("u * (a + -b)^2 + mean((c), over: rows)", Covered(text, sum.Span));
        Assert.Equal("u * (a + -b)^2", Covered(text, product.Span));
        Assert.Equal("(a + -b)^2", Covered(text, power.Span));
        Assert.Equal("a + -b", Covered(text, inner.Span));
        Assert.Equal("-b", Covered(text, inner.Right.Span));
        Assert.Equal("mean((c), over: rows)", Covered(text, mean.Span));
        Assert.Equal("mean", Covered(text, mean.Function.Span));
        Assert.Equal("c", Covered(text, mean.Arguments[0].Value.Span));
        Assert.Equal("over", Covered(text, mean.Arguments[1].Label!.Span));
        Assert.Equal("rows", Covered(text, mean.Arguments[1].Value.Span));
        Assert.Equal("if not d then 1.5 else inf", Covered(text, choice.Span));
        Assert.Equal("not d", Covered(text, choice.Condition.Span));
        Assert.Equal("1.5", Covered(text, choice.Yes.Span));
        Assert.Equal("inf", Covered(text, choice.No.Span));
    }

    [Fact]
    public void A_statement_covers_all_of_itself_and_no_comment()
    {
        const string rule = "a  = b # c\nif d:  # e\n  f = max(1,\n    2)   # h\n\nreset moments  when i  ";
        IReadOnlyList<Statement> statements = Parsing.Statements(rule);
        Assert.Equal("a  = b", Covered(rule, statements[0].Span));
        Assert.Equal("if d:  # e\n  f = max(1,\n    2)", Covered(rule, statements[1].Span));
        Assert.Equal("f = max(1,\n    2)", Covered(rule, Assert.IsType<StructuralIf>(statements[1]).Body[0].Span));
        Assert.Equal("reset moments  when i", Covered(rule, statements[2].Span));
        Assert.Equal("a", Covered(rule, Assert.IsType<Assignment>(statements[0]).Target.Span));
    }

    [Fact]
    public void Places_are_those_of_the_file()
    {
        RuleText text = Parsing.Shifted("a = 1\nif b:\n  c = max(d,\n    e)", lines: 7, columns: 4);
        Rule rule = RuleParser.ParseRule(text, new FindingBag());
        var guard = Assert.IsType<StructuralIf>(rule.Statements[1]);
        var assignment = Assert.IsType<Assignment>(guard.Body[0]);
        Assert.Equal(new SourceSpan("test.yaml", 4, 5, 7, 4, 7, 9), rule.Statements[0].Span);
        Assert.Equal((8, 4, 10, 10), Lines(guard.Span));
        Assert.Equal((9, 6, 10, 10), Lines(assignment.Span));
        Assert.Equal((9, 10, 10, 10), Lines(assignment.Value.Span));
        Assert.Equal((10, 8, 10, 9), Lines(Assert.IsType<Call>(assignment.Value).Arguments[1].Value.Span));
        Assert.Equal("test.yaml(11,9)", Assert.IsType<Call>(assignment.Value).Arguments[1].Value.Span.ToString());
    }

    [Fact]
    public void A_mistake_is_reported_where_it_is_in_the_file()
    {
        var findings = new FindingBag();
        RuleParser.ParseRule(Parsing.Shifted("a = 1\nb = nrom(g)\nc = (1", lines: 2, columns: 4), findings);
        Assert.Equal(
            [
                "test.yaml(4,9): error SSC0130: There is no function 'nrom'; did you mean 'norm'?",
                "test.yaml(5,9): error SSC0121: This bracket is never closed",
            ],
            findings.Findings.Select(finding => finding.ToString()));
        Assert.Equal(new SourceSpan("test.yaml", 4 + 6 + 4 + 4, 4, 3, 8, 3, 12), findings.Findings[0].Span);
    }

    [Fact]
    public void An_expression_on_a_line_of_its_file_keeps_its_columns()
    {
        var findings = new FindingBag();
        var place = new SourceSpan("chain.yaml", 100, 9, 6, 30, 6, 39);
        Assert.Null(RuleParser.ParseExpression(RuleText.OnOneLine("1 - * eps", place), findings));
        Assert.Equal("chain.yaml(7,35): error SSC0120: Expected a value, found '*'", Assert.Single(findings.Findings).ToString());
    }

    private static string Covered(string text, SourceSpan span) => text.Substring(span.Start, span.Length);

    private static (int StartLine, int StartColumn, int EndLine, int EndColumn) Lines(SourceSpan span) =>
        (span.StartLine, span.StartColumn, span.EndLine, span.EndColumn);
}
