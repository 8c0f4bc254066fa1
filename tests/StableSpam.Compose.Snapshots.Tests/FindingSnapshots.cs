using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Snapshots.Tests;

/// <summary>What is said about recipes that must be refused.</summary>
public class FindingSnapshots
{
    public static TheoryData<string> Errors => new(Probe.All.Select(probe => probe.Error));

    [Fact]
    public Task Refused() =>
        Verify(string.Join('\n', Probe.All.Select(probe => $"# {probe.Error}\n{string.Concat(probe.Compile().Select(finding => finding + "\n"))}")));

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_refused_recipe_has_its_mistakes_shown_in_its_text(string error)
    {
        Probe probe = Probe.All.Single(probe => probe.Error == error);

        IReadOnlyList<Finding> findings = probe.Compile();

        Assert.Contains(findings, finding => finding.Kind.Severity == Severity.Error);
        Assert.All(findings, finding =>
        {
            Assert.NotEqual(FindingCatalog.Internal, finding.Kind);
            string[] lines = probe.LinesOf(finding);
            Assert.InRange(finding.Span.StartLine, 0, lines.Length - 1);
            Assert.InRange(finding.Span.StartColumn, 0, lines[finding.Span.StartLine].Length);
        });
    }
}
