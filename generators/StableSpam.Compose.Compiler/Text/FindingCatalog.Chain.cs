namespace StableSpamCompose.Compiler.Text;

// 04xx: how transforms make a chain.
public static partial class FindingCatalog
{
    /// <summary>A chain names a transform that is not there.</summary>
    public static readonly FindingKind UnknownTransform = Error("SSC0401", "Unknown transform",
        "There is no transform '{0}'{1}");

    /// <summary>A transform stands twice in a chain under one name.</summary>
    public static readonly FindingKind TransformUsedTwice = Error("SSC0402", "Transform used twice",
        "'{0}' already stands in this chain; give this use a name of its own with 'as:', under which its state is saved");

    /// <summary>A setting names a hyperparameter that the transform lacks.</summary>
    public static readonly FindingKind UnknownSetting = Error("SSC0403", "Unknown setting",
        "'{0}' has no hyperparameter '{1}'{2}");

    /// <summary>A setting stands twice.</summary>
    public static readonly FindingKind SettingTwice = Error("SSC0404", "Setting given twice",
        "'{0}' is set twice");

    /// <summary>A flag or a choice is set to something else.</summary>
    public static readonly FindingKind StructuralSetting = Error("SSC0405", "Not a structural value",
        "'{0}' selects structure and takes one of: {1}");

    /// <summary>A number lies outside the range of the hyperparameter that it is for.</summary>
    public static readonly FindingKind SettingOutOfRange = Error("SSC0406", "Value out of range",
        "'{0}' must be in {1}, but is {2}{3}");

    /// <summary>A fixed value is no number.</summary>
    public static readonly FindingKind FixedIsNoNumber = Error("SSC0407", "Fixed value is no number",
        "'fixed:' bakes a number in; '{0}' is none");

    /// <summary>Two hyperparameters would be one constructor parameter.</summary>
    public static readonly FindingKind TwoOfOneName = Error("SSC0408", "Two hyperparameters of one name",
        "'{0}' of {1} and '{0}' of {2} would both be the constructor parameter '{0}'; declare '{0}' under the optimizer's 'hyperparameters:' and set '{0}: {0}' in both, or bind one of them to another name");

    /// <summary>A transform leaves open what the optimizer declares.</summary>
    public static readonly FindingKind LeftOpen = Error("SSC0409", "Hyperparameter left open",
        "The optimizer declares '{0}', but '{1}' leaves its own '{0}' open, which would be a second one; write '{1}: {{ {0}: {0} }}'");

    /// <summary>A structural hyperparameter stands at the optimizer.</summary>
    public static readonly FindingKind StructuralAtTop = Error("SSC0410", "Structure cannot be a constructor parameter",
        "'{0}' selects structure, which an optimizer fixes; set it in the chain, and give each variant a recipe of its own");

    /// <summary>A chain moves the parameter twice.</summary>
    public static readonly FindingKind AppliedTwice = Error("SSC0411", "Update applied twice",
        "'{0}' applies the update, but '{1}' before it already did; a chain applies its update once");

    /// <summary>Nothing reads a hyperparameter that the optimizer declares.</summary>
    public static readonly FindingKind UnreadHyperparameter = Warning("SSC0412", "Hyperparameter without effect",
        "Nothing in the chain reads '{0}', so it is no constructor parameter");

    /// <summary>A state is read that the structural choices leave out; or the condition of a state is wrong.</summary>
    public static readonly FindingKind NotStructural = Error("SSC0413", "Condition is not structural",
        "A structural condition is made of flags, 'choice == value', 'and', 'or' and 'not'; '{0}' is none of these. A condition on numbers is written 'if .. then .. else ..'");

    /// <summary>A choice is compared with a value that it lacks.</summary>
    public static readonly FindingKind UnknownChoice = Error("SSC0414", "Unknown choice",
        "'{0}' is no value of '{1}'; it has: {2}");

    /// <summary>A user's transform has the name of a library transform.</summary>
    public static readonly FindingKind LibraryName = Error("SSC0415", "Name of a library transform",
        "The library has a transform '{0}'; choose another name, or say 'replaces: {0}' to take its place");

    /// <summary>Two transforms of the project have one name.</summary>
    public static readonly FindingKind TransformDeclaredTwice = Error("SSC0416", "Transform declared twice",
        "A transform '{0}' is already declared in {1}");

    /// <summary>A transform replaces one that the library lacks.</summary>
    public static readonly FindingKind ReplacesNothing = Error("SSC0417", "Nothing to replace",
        "'replaces: {0}' names no library transform of this name; 'replaces:' repeats the transform's own name");

    /// <summary>A transform in the chain has mistakes of its own.</summary>
    public static readonly FindingKind BrokenTransform = Error("SSC0419", "Transform has mistakes",
        "'{0}' cannot be used before its own mistakes are corrected: {1}");

    /// <summary>Two constructor parameters would be one property.</summary>
    public static readonly FindingKind SameProperty = Error("SSC0420", "Two hyperparameters of one property",
        "'{0}' and '{1}' would both be the property '{2}' of the generated class; rename one");

    /// <summary>A hyperparameter or an optimizer would hide a member of the generated class.</summary>
    public static readonly FindingKind HidesMember = Error("SSC0421", "Name of a generated member",
        "'{0}' would hide '{1}', a member of the generated class; choose another name");

    /// <summary>A relation that is no comparison of hyperparameters.</summary>
    public static readonly FindingKind RelationNotOfHyperparameters = Error("SSC0422", "Relation is not of hyperparameters",
        "A relation compares the learning rate and hyperparameters of the constructor; '{0}' is none of them{1}");

    /// <summary>The defaults break a relation.</summary>
    public static readonly FindingKind RelationBroken = Error("SSC0423", "Defaults break a relation",
        "The defaults do not keep '{0}'");

    /// <summary>A chain comes after a pattern that takes all its parameters.</summary>
    public static readonly FindingKind ChainOfNoParameter = Error("SSC0430", "Chain of no parameter",
        "No parameter is left for {0}: the first pattern that matches a name decides, and '{1}' above matches all of them");

    /// <summary>One constructor parameter with two defaults.</summary>
    public static readonly FindingKind DefaultsDiffer = Error("SSC0431", "Two defaults of one hyperparameter",
        "'{0}' of {1} is one constructor parameter for all chains, but is {2} in one and {3} in another; set it to one number, bake one in with 'fixed:', or give one of the two transforms a name of its own with 'as:' and bind it");

    /// <summary>Something that all shapes share, in a transform that distinguishes them.</summary>
    public static readonly FindingKind NotInShapeCase = Error("SSC0432", "Not in a transform with shape cases",
        "{0} cannot stand in a transform with shape cases, since matrices and vectors decide it together; move it to a transform of its own");

    /// <summary>A great many chains by name.</summary>
    public static readonly FindingKind TooManyChains = Error("SSC0433", "Too many chains",
        "An optimizer has at most {0} chains by name beside 'chain:'");

    // ---- Advice: chains that compile, and probably do not what was meant

    /// <summary>A state that stays as it begins.</summary>
    public static readonly FindingKind StateNeverAssigned = Warning("SSC0480", "State never assigned",
        "No statement of '{1}' assigns the state '{0}', which therefore keeps its initial value; assign it, say under which 'when:' it exists, or remove it");

    /// <summary>A state that is kept for nothing.</summary>
    public static readonly FindingKind StateNeverRead = Warning("SSC0481", "State never read",
        "Nothing reads the state '{0}' of '{1}', which is kept for nothing; remove it, or give it a 'role:' under which other transforms find it");

    /// <summary>A reset before no moments.</summary>
    public static readonly FindingKind NothingToReset = Warning("SSC0482", "Nothing to reset",
        "'{0}' resets the moments of the transforms after it, and none of them has any; move it before the transform that it is for");

    /// <summary>A reset that comes before the averages have formed.</summary>
    public static readonly FindingKind ResetTooOften = Warning("SSC0483", "Reset too often",
        "'{0}' resets every {1} steps, but the fastest average that it clears takes about {2} steps to form, 1 / (1 - beta): raise the interval or lower the decay");

    /// <summary>Two transforms in an order that their authors advise against.</summary>
    public static readonly FindingKind OutOfOrder = Warning("SSC0484", "Transforms out of order",
        "'{0}' stands after '{1}' and belongs before it{2}");
}
