namespace StableSpamCompose.Compiler.Text;

// 05xx: what the statements of a rule mean.
public static partial class FindingCatalog
{
    /// <summary>A name that means nothing here.</summary>
    public static readonly FindingKind UnknownName = Error("SSC0501", "Unknown name",
        "'{0}' is neither a given name, a hyperparameter, a state nor a value assigned above{1}");

    /// <summary>A structural hyperparameter in an expression.</summary>
    public static readonly FindingKind StructuralInExpression = Error("SSC0502", "Structural hyperparameter in an expression",
        "'{0}' selects structure; it may stand in 'if {0}..:' and in a state's 'when:', not among numbers");

    /// <summary>A state that the structural choices leave out.</summary>
    public static readonly FindingKind StateFoldedAway = Error("SSC0503", "State does not exist here",
        "The state '{0}' exists only when '{1}'; guard this with 'if {1}:'");

    /// <summary>A number where a condition is needed.</summary>
    public static readonly FindingKind ConditionNeeded = Error("SSC0504", "Condition needed",
        "{0} takes a condition, such as 'x > 0', not a number");

    /// <summary>A condition where a number is needed.</summary>
    public static readonly FindingKind NumberNeeded = Error("SSC0505", "Number needed",
        "{0} takes numbers, not a condition; 'if c then 1 else 0' makes a number of it");

    /// <summary>A reduction of what is one value already.</summary>
    public static readonly FindingKind NothingToReduce = Error("SSC0506", "Nothing to fold",
        "{0} folds the elements of a tensor, but this is already one value for each {1}");

    /// <summary>A value too fine for what it is assigned to.</summary>
    public static readonly FindingKind TooFine = Error("SSC0507", "Value too fine",
        "'{0}' is one value for each {1}, but this is one for each {2}; fold it first, with sum, mean, norm, rms, amax or amin");

    /// <summary>A hyperparameter is assigned.</summary>
    public static readonly FindingKind HyperparameterAssigned = Error("SSC0508", "Hyperparameter assigned",
        "'{0}' is a hyperparameter, which a rule reads but does not change; assign to a name of your own");

    /// <summary>Another transform's state is assigned.</summary>
    public static readonly FindingKind UsedStateAssigned = Error("SSC0509", "State of another transform assigned",
        "'{0}' is the state of another transform, which this one may read but not change");

    /// <summary>A condition of an effect that is no step value.</summary>
    public static readonly FindingKind StepConditionNeeded = Error("SSC0510", "Step condition needed",
        "{0} is decided once a step, from clocks, hyperparameters and step states; this is one value for each {1}");

    /// <summary>No later transform has the role.</summary>
    public static readonly FindingKind NoSuchRole = Error("SSC0511", "No later transform has this state",
        "'{0}' reads the '{1}' of a later transform in the chain, and none after it has one");

    /// <summary>A moment, or a state that another transform reads, whose initial value is an expression.</summary>
    public static readonly FindingKind InitialNotConstant = Error("SSC0512", "Initial value must be a constant",
        "A state that {0} starts from a constant, since {1}");

    /// <summary>An initial value too fine for its state.</summary>
    public static readonly FindingKind SchedulePart = Error("SSC0513", "Step value needed",
        "{0} is a schedule: its arguments are step values, and this is one value for each {1}");

    /// <summary>The learning rate in a binding.</summary>
    public static readonly FindingKind NotInBinding = Error("SSC0514", "Not available in a binding",
        "'{0}' cannot stand here: a setting reads the optimizer's hyperparameters, t and k");

    /// <summary>A condition is stored in a state, g or w.</summary>
    public static readonly FindingKind ConditionAssigned = Error("SSC0515", "Condition assigned to a number",
        "'{0}' is a number, and this is a condition; 'if c then 1 else 0' makes a number of it");

    /// <summary>A binding that is no number.</summary>
    public static readonly FindingKind ArmsDiffer = Error("SSC0516", "Sides differ in kind",
        "One side of 'if then else' is a condition and the other a number");

    /// <summary>A skip that not all tensors decide together.</summary>
    public static readonly FindingKind SkipNotOverAll = Error("SSC0517", "Skip is not decided over all tensors",
        "A step is skipped for all tensors at once, by their raw gradients: write the condition as 'any(.., over: all)' of 'grad', t and hyperparameters; {0}");

    /// <summary>A group state that would differ from parameter to parameter.</summary>
    public static readonly FindingKind BelongsToParameter = Error("SSC0518", "Value of one parameter in a group state",
        "'{0}' is one value for each group, but this depends on k or on a step state, which every parameter has of its own");

    /// <summary>A reduction over something that the operand does not have.</summary>
    public static readonly FindingKind NothingToReduceThere = Error("SSC0519", "Nothing to fold there",
        "{0} over {1} folds an element value{3}; this is already one value for each {2}");

    /// <summary>A state of the other shape case.</summary>
    public static readonly FindingKind StateOfOtherShape = Error("SSC0530", "State of another shape",
        "The state '{0}' exists 'for: {1}' only, and this is computed for a {2} too; read it in the rule for a {1}");

    /// <summary>What is folded over all tensors is not known of those on other chains.</summary>
    public static readonly FindingKind NotOfEveryChain = Error("SSC0531", "Not known of every tensor",
        "With several chains, 'over: all' folds tensors that are on other chains: it reads grad, step values, and g and w before any assignment to them, but {0}");

    /// <summary>A group value that matrices and vectors would compute differently.</summary>
    public static readonly FindingKind ShapesDisagree = Error("SSC0532", "Shapes disagree on a group value",
        "{0} is one value for the tensors of a group, but the shape cases before it have matrices and vectors compute it differently");

    /// <summary>A random number in a setting or a relation.</summary>
    public static readonly FindingKind RandomOutsideRule = Error("SSC0540", "Random number outside a rule",
        "{0} draws a number for each element and can only stand in a rule; draw it there and scale it by this setting");

    /// <summary>A seed that is no step value.</summary>
    public static readonly FindingKind SeedNotOfStep = Error("SSC0541", "Seed is no step value",
        "The seed of {0} is a whole number that is known before the step, such as a hyperparameter; this is one value for each {1}");

    /// <summary>Two transforms of a chain that say how the parameter is rounded.</summary>
    public static readonly FindingKind ParameterRoundedTwice = Error("SSC0542", "Parameter rounded twice",
        "'{0}' says how the parameter is rounded, and so does '{1}' before it; the parameter is stored once, so keep one of them");

    // ---- Size

    /// <summary>Rules that compute a great many values.</summary>
    public static readonly FindingKind TooManyValues = Error("SSC0550", "Too many values",
        "The rules of '{0}' compute {1} values; those of an optimizer compute at most {2}");

    /// <summary>Folds that wait for one another, a great many times.</summary>
    public static readonly FindingKind TooManyPasses = Error("SSC0551", "Too many passes",
        "'{0}' needs {1} passes over the elements, since so many folds wait for one another; an optimizer has at most {2}");

    /// <summary>Values that a great many passes compute again.</summary>
    public static readonly FindingKind TooMuchInPasses = Error("SSC0552", "Passes too large",
        "The passes of '{0}' compute {1} values together, what follows from an earlier pass again; those of an optimizer compute at most {2}");

    /// <summary>A part of the language that is not compiled yet.</summary>
    public static readonly FindingKind NotCompiledYet = Error("SSC0590", "Not supported yet",
        "{0} not supported yet");
}
