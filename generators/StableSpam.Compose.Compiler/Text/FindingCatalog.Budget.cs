namespace StableSpamCompose.Compiler.Text;

// 07xx: what a plan costs, against what its recipe allows.
public static partial class FindingCatalog
{
    /// <summary>A plan costs more than its recipe allows.</summary>
    public static readonly FindingKind OverBudget = Error("SSC0701", "Plan over budget",
        "The recipe allows {0}, but its plan has {1}: {2}");
}
