using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

/// <summary>Reads rules and expressions for the tests.</summary>
internal static class Parsing
{
    /// <summary>A text that stands at the start of its file.</summary>
    public static RuleText Text(string text) => Shifted(text, lines: 0, columns: 0);

    /// <summary>A text that stands in its file some lines further down, each line some columns further in.</summary>
    public static RuleText Shifted(string text, int lines, int columns)
    {
        var starts = new List<LineStart>();
        int position = 0;
        int offset = 0;
        foreach (string line in text.Split('\n'))
        {
            starts.Add(new LineStart(position, offset + columns, lines + starts.Count, columns));
            position += line.Length + 1;
            offset += columns + line.Length + 1;
        }
        return new RuleText("test.yaml", text, new EquatableArray<LineStart>(starts));
    }

    public static IReadOnlyList<Statement> Statements(string rule)
    {
        var findings = new FindingBag();
        Rule parsed = RuleParser.ParseRule(Text(rule), findings);
        Assert.Empty(findings.Findings);
        return [.. parsed.Statements];
    }

    public static Expression Expression(string text)
    {
        var findings = new FindingBag();
        Expression? parsed = RuleParser.ParseExpression(Text(text), findings);
        Assert.Empty(findings.Findings);
        return Assert.IsAssignableFrom<Expression>(parsed);
    }

    /// <summary>The mistakes of a rule as <c>(line,column) id</c>, counted from 1.</summary>
    public static string[] Mistakes(string rule)
    {
        var findings = new FindingBag();
        RuleParser.ParseRule(Text(rule), findings);
        return Places(findings);
    }

    /// <summary>The mistakes of an expression as <c>(line,column) id</c>, counted from 1.</summary>
    public static string[] ExpressionMistakes(string text)
    {
        var findings = new FindingBag();
        RuleParser.ParseExpression(Text(text), findings);
        return Places(findings);
    }

    /// <summary>The one message about an expression.</summary>
    public static string ExpressionMessage(string text)
    {
        var findings = new FindingBag();
        RuleParser.ParseExpression(Text(text), findings);
        return Assert.Single(findings.Findings).Message;
    }

    /// <summary>The one message about a rule.</summary>
    public static string Message(string rule)
    {
        var findings = new FindingBag();
        RuleParser.ParseRule(Text(rule), findings);
        return Assert.Single(findings.Findings).Message;
    }

    private static string[] Places(FindingBag findings) =>
        [.. findings.Findings.Select(finding => $"({finding.Span.StartLine + 1},{finding.Span.StartColumn + 1}) {finding.Kind.Id}")];
}
