namespace StableSpamCompose.Compiler.Text;

// 08xx: calls of compiled optimizers, in any project.
public static partial class FindingCatalog
{
    /// <summary>A constant outside the range of the hyperparameter that it is for.</summary>
    public static readonly FindingKind CallOutOfRange = Error("SSC0801", "Value out of range",
        "'{0}' of {1} must be in {2}, but is {3}{4}");

    /// <summary>Constants that break a relation.</summary>
    public static readonly FindingKind CallBreaksRelation = Error("SSC0802", "Values break a relation",
        "{0} needs '{1}', but here {2}");
}
