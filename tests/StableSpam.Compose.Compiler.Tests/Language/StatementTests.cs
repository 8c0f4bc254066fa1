using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

public class StatementTests
{
    public static TheoryData<string> Published => [.. PublishedRules.All.Keys];

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_rules_are_read_without_a_finding(string name)
    {
        string rule = PublishedRules.All[name];
        Assert.NotEmpty(Parsing.Statements(rule));
        Assert.NotEmpty(Parsing.Statements(rule.Replace("\n", "\r\n")));
    }

    [Theory]
    [InlineData("m = a + b", "Assignment m (a + b)")]
    [InlineData("lr = 2 * lr", "Assignment lr (2 * lr)")]
    [InlineData("apply = apply + 1", "Assignment apply (apply + 1)")]
    [InlineData("reset = 1", "Assignment reset 1")]
    [InlineData("reset moments", "ResetMoments after=False when=")]
    [InlineData("reset moments after step", "ResetMoments after=True when=")]
    [InlineData("reset moments when due", "ResetMoments after=False when=due")]
    [InlineData("reset moments after step when due and t > 1", "ResetMoments after=True when=(due and (t > 1))")]
    [InlineData("skip step when any(isnan(grad), over: all)", "SkipStep any(isnan(grad), over: all)")]
    [InlineData("apply", "Apply")]
    [InlineData("apply # now", "Apply")]
    [InlineData("if a: b = 1", "If a { Assignment b 1 }")]
    [InlineData("if a == b: reset moments", "If (a == b) { ResetMoments after=False when= }")]
    [InlineData("if a: if b: apply", "If a { If b { Apply } }")]
    [InlineData("if a:\n  b = 1\n  c = 2\nd = 3", "If a { Assignment b 1; Assignment c 2 }; Assignment d 3")]
    [InlineData("if a:   # a comment\n\n  # another\n  b = 1", "If a { Assignment b 1 }")]
    [InlineData("if a: if b:\n  c = 1\nd = 2", "If a { If b { Assignment c 1 } }; Assignment d 2")]
    [InlineData("if a:\n  if b:\n    c = 1\n  d = 2", "If a { If b { Assignment c 1 }; Assignment d 2 }")]
    [InlineData("", "")]
    [InlineData("# nothing\n", "")]
    public void Every_statement_is_read(string rule, string expected) =>
        Assert.Equal(expected, string.Join("; ", Parsing.Statements(rule).Select(Describe)));

    [Theory]
    [InlineData("m    = beta1 *  m   # decays", "m = beta1 * m")]
    [InlineData("u = max( a,\n        b )  # of both", "u = max( a, b )")]
    [InlineData("u = max(a, # one\n  # two\n  b)", "u = max(a, b)")]
    [InlineData("u=a+b", "u=a+b")]
    [InlineData("reset  moments   when   due", "reset moments when due")]
    [InlineData("if  amsgrad :\n  a = 1", "if amsgrad :")]
    [InlineData("if amsgrad: a = 1", "if amsgrad:")]
    [InlineData("skip step\twhen due", "skip step when due")]
    [InlineData("apply   ", "apply")]
    public void A_statement_shows_its_text_on_one_line(string rule, string expected) =>
        Assert.Equal(expected, Parsing.Statements(rule)[0].Text);

    [Fact]
    public void Guarded_statements_have_a_text_of_their_own()
    {
        var guard = Assert.IsType<StructuralIf>(Assert.Single(Parsing.Statements("if at == start:      reset moments when due")));
        Assert.Equal("if at == start:", guard.Text);
        Assert.Equal("reset moments when due", Assert.Single(guard.Body).Text);
    }

    [Fact]
    public void Equal_text_makes_equal_trees()
    {
        string rule = PublishedRules.All["Adam"];
        var findings = new FindingBag();
        Assert.Equal(RuleParser.ParseRule(Parsing.Text(rule), findings), RuleParser.ParseRule(Parsing.Text(rule), findings));
        Assert.NotEqual(
            RuleParser.ParseRule(Parsing.Text(rule), findings), RuleParser.ParseRule(Parsing.Text(rule.Replace("m = ", "u = ")), findings));
    }

    private static string Describe(Statement statement) => statement switch
    {
        Assignment assignment => $"Assignment {assignment.Target.Text} {BracketedForm.Of(assignment.Value)}",
        StructuralIf guard => $"If {BracketedForm.Of(guard.Condition)} {{ {string.Join("; ", guard.Body.Select(Describe))} }}",
        ResetMoments reset => $"ResetMoments after={reset.AfterStep} when={(reset.When is null ? "" : BracketedForm.Of(reset.When))}",
        SkipStep skip => $"SkipStep {BracketedForm.Of(skip.When)}",
        Apply => "Apply",
        _ => throw new ArgumentOutOfRangeException(nameof(statement)),
    };
}
