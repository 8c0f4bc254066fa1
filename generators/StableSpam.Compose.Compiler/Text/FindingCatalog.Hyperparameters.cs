namespace StableSpamCompose.Compiler.Text;

// 03xx: how hyperparameters are declared.
public static partial class FindingCatalog
{
    /// <summary>The default is no number.</summary>
    public static readonly FindingKind DefaultNotNumber = Error("SSC0300", "Default is no number",
        "The default of '{0}' is '{1}', which is no finite number{2}");

    /// <summary>The default of a whole number has a fraction.</summary>
    public static readonly FindingKind DefaultNotWhole = Error("SSC0301", "Default is not whole",
        "The default of '{0}' is {1}, but 'type: int' takes whole numbers up to 2^53");

    /// <summary>The default lies outside the range.</summary>
    public static readonly FindingKind DefaultOutOfRange = Error("SSC0302", "Default out of range",
        "The default of '{0}' is {1}, which lies outside its range {2}{3}");

    /// <summary>A range that is not written as one.</summary>
    public static readonly FindingKind InvalidRange = Error("SSC0303", "Not a range",
        "'{0}' is no range; one reads \"[0, 1)\", with a bracket where the bound is allowed and a parenthesis where it is not");

    /// <summary>A range without numbers.</summary>
    public static readonly FindingKind EmptyRange = Error("SSC0304", "Empty range",
        "No number lies in the range {0}");

    /// <summary>The default of a choice is none of its values.</summary>
    public static readonly FindingKind DefaultNotChoice = Error("SSC0305", "Default is no choice",
        "The default of '{0}' is '{1}', which is none of its choices{2}");

    /// <summary>A choice with fewer than two values.</summary>
    public static readonly FindingKind TooFewChoices = Error("SSC0306", "Too few choices",
        "'{0}' has fewer than two choices, so that there is nothing to choose");

    /// <summary>A choice's value that is no name.</summary>
    public static readonly FindingKind InvalidChoice = Error("SSC0307", "Choice is no name",
        "'{0}' cannot be a choice: it is a name of letters, digits and underscores, and no word of the rule language");

    /// <summary>A choice has a value twice.</summary>
    public static readonly FindingKind DuplicateChoice = Error("SSC0308", "Duplicate choice",
        "'{0}' is among the choices already");

    /// <summary>A key that says something of numbers stands in a flag or a choice.</summary>
    public static readonly FindingKind KeyOfNumbers = Error("SSC0309", "Only numbers have this key",
        "'{0}:' is for numbers, but '{1}' is {2}; remove it");

    /// <summary>Flags and choices of a great many values.</summary>
    public static readonly FindingKind TooManyStructuralValues = Error("SSC0310", "Too many flags and choices",
        "The flags and choices of '{0}' have {1} values together; it may have {2}, so make several transforms of it");
}
