namespace StableSpamCompose.Compiler.Text;

// 01xx: how a rule or an expression is written.
public static partial class FindingCatalog
{
    // ---- Characters, numbers, indentation

    /// <summary>A character that no token has.</summary>
    public static readonly FindingKind UnexpectedCharacter = Error("SSC0101", "Unexpected character",
        "'{0}' means nothing in a rule{1}");

    /// <summary>Digits that make no number.</summary>
    public static readonly FindingKind MalformedNumber = Error("SSC0102", "Malformed number",
        "'{0}' is not a number; a number looks like 3, 0.999 or 1e-8, and a product needs its '*'");

    /// <summary>A number beyond the range of double.</summary>
    public static readonly FindingKind NumberTooLarge = Error("SSC0103", "Number too large",
        "'{0}' is too large for a number; infinity is written 'inf'");

    /// <summary>A tab at the start of a line.</summary>
    public static readonly FindingKind TabIndents = Error("SSC0104", "Tab in the indentation",
        "A tab does not indent; use spaces");

    /// <summary>A line less indented than the one before and not aligned with any above.</summary>
    public static readonly FindingKind UnmatchedIndentation = Error("SSC0105", "Indentation matches no line above",
        "This line is aligned with no statement above; start it in the column of the statement that it follows");

    /// <summary>A deeper line that no structural condition guards.</summary>
    public static readonly FindingKind UnexpectedIndentation = Error("SSC0106", "Unexpected indentation",
        "Only what stands under 'if condition:' is indented; an expression goes on in the next line only while a bracket is open");

    /// <summary>A name longer than any that someone reads.</summary>
    public static readonly FindingKind NameTooLong = Error("SSC0107", "Name too long",
        "'{0}' is longer than a name may be, which is {1} characters");

    // ---- Statements

    /// <summary>A line that starts like no statement.</summary>
    public static readonly FindingKind NotAStatement = Error("SSC0110", "Not a statement",
        "{0} starts no statement; a rule is made of 'name = value', 'if condition:', 'reset moments', 'skip step when condition' and 'apply'{1}");

    /// <summary><c>else:</c> after a structural condition.</summary>
    public static readonly FindingKind StatementElse = Error("SSC0111", "Structural 'if' has no 'else'",
        "An 'if condition:' has no 'else'; write a second one with the opposite condition, such as 'if not flag:', or choose between values by 'name = if condition then a else b'");

    /// <summary>A structural condition that guards nothing.</summary>
    public static readonly FindingKind NothingGuarded = Error("SSC0112", "Nothing under 'if'",
        "'{0}' guards no statement; write one after the colon, or indent the lines below it");

    /// <summary>A value given to the name of a function.</summary>
    public static readonly FindingKind FunctionAssigned = Error("SSC0113", "Function name assigned",
        "'{0}' is a function, and the name of a function cannot be shadowed; choose another name");

    /// <summary>A value given to a word of the language.</summary>
    public static readonly FindingKind ReservedWordAssigned = Error("SSC0114", "Reserved word assigned",
        "'{0}' is a word of the rule language and cannot be assigned; choose another name");

    /// <summary>A value given to a name that is only read.</summary>
    public static readonly FindingKind ReadOnlyAssigned = Error("SSC0115", "Read-only name assigned",
        "'{0}' can be read but not assigned; of the names given to a rule, only g, w, lr and k can");

    // ---- Expressions

    /// <summary>Something else than what the grammar asks for.</summary>
    public static readonly FindingKind Expected = Error("SSC0120", "Something else expected",
        "Expected {0}, found {1}");

    /// <summary>A bracket without its partner.</summary>
    public static readonly FindingKind UnclosedBracket = Error("SSC0121", "Unclosed bracket",
        "This bracket is never closed");

    /// <summary><c>a &lt; b &lt; c</c>.</summary>
    public static readonly FindingKind ChainedComparison = Error("SSC0122", "Chained comparison",
        "Comparisons do not chain; write '{0} and {1}'");

    /// <summary><c>a * if c then x else y</c>.</summary>
    public static readonly FindingKind NeedsBrackets = Error("SSC0123", "Brackets needed",
        "'{0}' inside a larger expression needs brackets around all of it: '({0} ..)'");

    /// <summary><c>a = b</c> where a value is expected.</summary>
    public static readonly FindingKind AssignmentInExpression = Error("SSC0124", "Assignment inside an expression",
        "'=' assigns and stands only after the name that a statement begins with; to compare, write '=='");

    /// <summary>Brackets, conditions or calls in each other without end.</summary>
    public static readonly FindingKind NestedTooDeeply = Error("SSC0125", "Nested too deeply",
        "This is nested more than {0} levels deep; give a part of it a name in a statement of its own");

    /// <summary>An expression of a great many operations.</summary>
    public static readonly FindingKind ExpressionTooLong = Error("SSC0126", "Expression too long",
        "This expression has more than {0} operations; give a part of it a name in a statement of its own");

    // ---- Names and calls

    /// <summary>A call of a function that does not exist.</summary>
    public static readonly FindingKind UnknownFunction = Error("SSC0130", "Unknown function",
        "There is no function '{0}'{1}");

    /// <summary>A function's name where a value is expected.</summary>
    public static readonly FindingKind FunctionNotCalled = Error("SSC0131", "Function without its arguments",
        "'{0}' is a function; write its arguments in brackets, as in '{1}'");

    /// <summary>A reserved word where a value is expected.</summary>
    public static readonly FindingKind ReservedWordAsValue = Error("SSC0132", "Reserved word used as a value",
        "'{0}' is a word of the rule language and names no value");

    /// <summary>Too few or too many arguments.</summary>
    public static readonly FindingKind WrongArgumentCount = Error("SSC0133", "Wrong number of arguments",
        "'{0}' takes {1} without a label, not {2}; write '{3}'");

    /// <summary>A label that the function does not have.</summary>
    public static readonly FindingKind UnknownLabel = Error("SSC0134", "Unknown label",
        "'{0}' has no argument '{1}:'{2}");

    /// <summary>A label given twice.</summary>
    public static readonly FindingKind RepeatedLabel = Error("SSC0135", "Repeated label",
        "'{0}:' is given twice; keep one of them");

    /// <summary>A label that must be given and is not.</summary>
    public static readonly FindingKind MissingLabel = Error("SSC0136", "Missing label",
        "'{0}' needs its '{1}:'; write '{2}'");

    /// <summary><c>label = value</c> in a call.</summary>
    public static readonly FindingKind LabelWithoutColon = Error("SSC0137", "Label without its colon",
        "A label is followed by a colon; write '{0}: ..'");

    /// <summary><c>over:</c> something that is no part of a tensor or of the optimizer.</summary>
    public static readonly FindingKind UnknownDomain = Error("SSC0138", "Unknown 'over:'",
        "'over:' takes one of elements, rows, columns, block, group and all, not '{0}'{1}");
}
