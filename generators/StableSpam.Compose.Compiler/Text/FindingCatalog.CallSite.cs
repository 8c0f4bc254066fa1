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

    /// <summary>A setting of a name that the optimizer has not.</summary>
    public static readonly FindingKind CallSetsNothing = Error("SSC0803", "No such hyperparameter",
        "{0} has no hyperparameter '{1}'{2}");

    /// <summary>A name that no optimizer of a registry has.</summary>
    public static readonly FindingKind CallOfNoOptimizer = Error("SSC0804", "No such optimizer",
        "{0} has no optimizer '{1}'{2}");
}
