namespace StableSpamCompose.Compiler.Text;

// 06xx: a project's optimizers together, and those that attributes declare.
public static partial class FindingCatalog
{
    /// <summary>Two optimizers of the project have one name.</summary>
    public static readonly FindingKind OptimizerDeclaredTwice = Error("SSC0601", "Optimizer declared twice",
        "An optimizer '{0}' is already declared {1}; give one of them another name");

    /// <summary>The project takes an optimizer of the library that is not there.</summary>
    public static readonly FindingKind UnknownLibraryOptimizer = Error("SSC0602", "Unknown library optimizer",
        "The library has no optimizer '{0}', which the project's item 'Optimizer' names{1}");

    /// <summary>The property ComposeHost has a value that is none of the hosts.</summary>
    public static readonly FindingKind UnknownHost = Error("SSC0603", "Unknown host",
        "The property ComposeHost is '{0}'; it is 'arrays' or 'torchsharp', or left out, which takes TorchSharp where StableSpam.Compose.TorchSharp is referenced");

    // ---- Classes with [Optimizer]

    /// <summary>The class has no room for its other part.</summary>
    public static readonly FindingKind ClassNotPartial = Error("SSC0610", "Optimizer class is not partial",
        "'{0}' must be partial, since the compiled optimizer is its other part: 'sealed partial class {0};'");

    /// <summary>The class is nested.</summary>
    public static readonly FindingKind ClassNested = Error("SSC0611", "Optimizer class is nested",
        "'{0}' is nested in '{1}'; an optimizer is a class of a namespace, so move it out");

    /// <summary>The class has type parameters.</summary>
    public static readonly FindingKind ClassGeneric = Error("SSC0612", "Optimizer class is generic",
        "'{0}' has type parameters, which an optimizer cannot have; remove them");

    /// <summary>The class cannot be instantiated.</summary>
    public static readonly FindingKind ClassNotInstantiable = Error("SSC0613", "Optimizer class cannot be instantiated",
        "'{0}' is {1}, but an optimizer is made with 'new'; remove '{1}'");

    /// <summary>The class has a base class.</summary>
    public static readonly FindingKind ClassHasBase = Error("SSC0614", "Optimizer class has a base class",
        "'{0}' derives from '{1}', but a compiled optimizer derives from the optimizer of its host; remove the base class");

    /// <summary>The class is a record, is visible in its file alone, or has a primary constructor.</summary>
    public static readonly FindingKind ClassNotPlain = Error("SSC0615", "Optimizer is no plain class",
        "'{0}' {1}, but an optimizer is a plain class: 'sealed partial class {0};'");

    /// <summary>The chain stands on two parts of the class, between which there is no order.</summary>
    public static readonly FindingKind ChainOnTwoParts = Error("SSC0616", "Chain on two parts of a class",
        "[{0}] stands on another part of '{1}' than [Optimizer]; the order of a chain is the order in one list, so move it there");

    /// <summary>Attributes of a chain on a class that is no optimizer.</summary>
    public static readonly FindingKind StrayAttribute = Warning("SSC0617", "Attribute without effect",
        "[{0}] has no effect, since '{1}' is no optimizer; add [Optimizer] to the class, or remove it");

    // ---- What the attributes say

    /// <summary>A text that should be a list of settings.</summary>
    public static readonly FindingKind NotASettingList = Error("SSC0620", "Not a list of settings",
        "'{0}' is no setting; '{1}' takes names and values, as in \"eps: eps, gamma1: 0.5 * gamma1\"");

    /// <summary>A number that is none.</summary>
    public static readonly FindingKind NotFinite = Error("SSC0621", "Not a finite number",
        "'{0}' must be a finite number, but is {1}");

    /// <summary>A value of an enumeration that has no name.</summary>
    public static readonly FindingKind NotAChoice = Error("SSC0622", "Not a choice",
        "'{0}' takes one of the names of {1}");

    /// <summary>A rule that is put together elsewhere.</summary>
    public static readonly FindingKind RuleNotWrittenOut = Error("SSC0623", "Rule is not written out",
        "A rule is written out in its attribute, as a string literal, so that a mistake in it has a place; '{0}' is none");

    /// <summary>A hyperparameter, a state or a use of which transform is not said.</summary>
    public static readonly FindingKind OwnerNotNamed = Error("SSC0624", "Transform not named",
        "[{0}] does not say which transform it belongs to; add 'Of = \"Name\"'");

    /// <summary>A hyperparameter, a state or a use of a transform that the class does not declare.</summary>
    public static readonly FindingKind OwnerNotDeclared = Error("SSC0625", "Transform not declared here",
        "This class declares no transform '{0}': there is no [Transform(\"{0}\", rule)] on it{1}");

    /// <summary>A choice without its values.</summary>
    public static readonly FindingKind ChoicesMissing = Error("SSC0626", "Choices missing",
        "The default of '{0}' is the text '{1}', which is one of some choices; list them, as in 'Choices = new[] {{ \"{1}\", .. }}'");

    /// <summary>Stochastic rounding without a seed.</summary>
    public static readonly FindingKind SeedMissing = Error("SSC0627", "Seed missing",
        "Stochastic rounding is drawn from a seed; name a hyperparameter, as in '{0} = \"seed\"'");
}
