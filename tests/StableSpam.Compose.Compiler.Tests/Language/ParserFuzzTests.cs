using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Language;

public class ParserFuzzTests
{
    private const int Mutants = 6_000;

    private static readonly string[] Pieces =
    [
        "(", ")", ",", ":", "=", "==", "<", ">=", "!=", "+", "-", "*", "/", "^", "\n", "\n  ", "\n    ", "\t", " ", "#", "\r\n", "\0", "é", "\ud83d",
        "if ", " then ", " else ", " and ", " or ", "not ", "inf", "as", "reset moments", " after step", " when ", "skip step when ", "apply", "over: ",
        "all", "rows", "from: ", "max(", "norm(", "cosine(", "g", "w", "1e-8", "1.", ".5", "1e999", "$", "%", "**", "((((((((", "if a:\n", "else:\n",
    ];

    [Fact]
    public void No_mutant_of_a_rule_makes_the_parser_throw_or_hang()
    {
        string[] rules = [.. PublishedRules.All.Values];
        var random = new Random(20_250_217);
        int faulty = 0;
        for (int i = 0; i < Mutants; i++)
        {
            string rule = Mutate(rules[random.Next(rules.Length)], rules, random);
            var findings = new FindingBag();
            Exception? failure = Record.Exception(() =>
            {
                RuleParser.ParseRule(Parsing.Shifted(rule, lines: 3, columns: 4), findings);
                RuleParser.ParseExpression(Parsing.Text(rule), new FindingBag());
            });
            Assert.True(failure is null, $"Mutant {i} failed with {failure}:\n{rule}");
            foreach (Finding finding in findings.Findings)
            {
                Assert.InRange(finding.Span.StartLine, 3, 3 + rule.Count(character => character == '\n'));
                Assert.True(finding.Span.Length >= 0 && finding.Message.Length > 0, finding.ToString());
            }
            if (findings.HasErrors) faulty++;
        }

        // Were every mutant still valid, or none, the test would show nothing.
        Assert.InRange(faulty, Mutants / 2, Mutants - 1);
    }

    [Fact]
    public void A_rule_without_a_finding_survives_being_printed_and_read_again()
    {
        string[] rules = [.. PublishedRules.All.Values];
        var random = new Random(7);
        int sound = 0;
        for (int i = 0; i < Mutants; i++)
        {
            string rule = Mutate(rules[random.Next(rules.Length)], rules, random);
            var findings = new FindingBag();
            Rule parsed = RuleParser.ParseRule(Parsing.Text(rule), findings);
            if (findings.HasErrors) continue;
            foreach (Assignment assignment in parsed.Statements.OfType<Assignment>())
            {
                string printed = ExpressionPrinter.Print(assignment.Value);
                Assert.Equal(BracketedForm.Of(assignment.Value), BracketedForm.Of(Parsing.Expression(printed)));
                sound++;
            }
        }
        Assert.True(sound > 500, $"Only {sound} expressions were compared.");
    }

    private static string Mutate(string rule, string[] rules, Random random)
    {
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            int at = random.Next(rule.Length + 1);
            int length = Math.Min(random.Next(1, 12), rule.Length - at);
            string piece = Pieces[random.Next(Pieces.Length)];
            string other = rules[random.Next(rules.Length)];
            rule = random.Next(6) switch
            {
                0 => rule.Insert(at, piece),
                1 => rule.Remove(at, length),
                2 => rule.Remove(at, length).Insert(at, piece),
                3 => rule.Insert(at, rule.Substring(at, length)),
                4 => rule[..at],
                _ => rule[..at] + other[random.Next(other.Length)..],
            };
        }
        return rule;
    }
}
