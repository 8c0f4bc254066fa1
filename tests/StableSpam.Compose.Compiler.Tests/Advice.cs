using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests;

/// <summary>
/// Tells what is advised of a chain from what is wrong with it. Rules of tests keep states that they do nothing with; what is advised
/// of those is left to the tests of the advice.
/// </summary>
internal static class Advice
{
    private static readonly FindingKind[] Kinds =
        [FindingCatalog.StateNeverAssigned, FindingCatalog.StateNeverRead, FindingCatalog.NothingToReset, FindingCatalog.ResetTooOften, FindingCatalog.OutOfOrder];

    /// <summary>What is advised.</summary>
    public static IEnumerable<Finding> In(FindingBag findings) => findings.Findings.Where(finding => Kinds.Contains(finding.Kind));

    /// <summary>What is wrong.</summary>
    public static IReadOnlyList<Finding> LeftOutOf(FindingBag findings) => [.. findings.Findings.Where(finding => !Kinds.Contains(finding.Kind))];
}
