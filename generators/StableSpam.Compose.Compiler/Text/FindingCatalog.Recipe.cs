namespace StableSpamCompose.Compiler.Text;

// 02xx: what a recipe is made of: the file, its keys and what they take, the names that it declares.
public static partial class FindingCatalog
{
    /// <summary>The file is not YAML.</summary>
    public static readonly FindingKind InvalidYaml = Error("SSC0200", "Not YAML",
        "The file is not valid YAML: {0}");

    /// <summary>A tab stands where indentation is read.</summary>
    public static readonly FindingKind TabIndentation = Error("SSC0201", "Tab as indentation",
        "A tab does not indent; use spaces");

    /// <summary>A range without quotes is half a YAML list.</summary>
    public static readonly FindingKind UnquotedRange = Error("SSC0202", "Range without quotes",
        "A range stands in quotes, or YAML takes its bracket for a list; write \"{0}\"");

    /// <summary>A control character, a stray byte order mark or half a surrogate pair.</summary>
    public static readonly FindingKind UnreadableCharacter = Error("SSC0203", "Unreadable character",
        "The character U+{0} cannot stand in a recipe; remove it");

    /// <summary>There is nothing in the file.</summary>
    public static readonly FindingKind EmptyRecipe = Error("SSC0204", "Empty recipe",
        "The recipe is empty; it begins with '{0}'");

    /// <summary>The file holds a list or text instead of keys.</summary>
    public static readonly FindingKind RootNotMapping = Error("SSC0205", "No keys in the recipe",
        "A recipe is made of keys and values and begins with '{0}'");

    /// <summary>The file holds more than one YAML document.</summary>
    public static readonly FindingKind SeveralDocuments = Error("SSC0206", "Several documents",
        "A file holds one recipe; move what follows into a file of its own");

    /// <summary>Lists and mappings lie deeper within each other than any recipe needs.</summary>
    public static readonly FindingKind YamlNestedTooDeep = Error("SSC0207", "Nested too deep",
        "Nothing in a recipe is nested deeper than {0} levels; is a bracket or a brace left open?");

    /// <summary>A key stands twice in one mapping.</summary>
    public static readonly FindingKind DuplicateKey = Error("SSC0208", "Duplicate key",
        "'{0}' stands here twice, first on line {1}; remove one");

    /// <summary>A YAML anchor or alias.</summary>
    public static readonly FindingKind AnchorOrAlias = Error("SSC0209", "Anchor or alias",
        "'{0}': recipes have no anchors and aliases; write the value itself, and put an expression that begins so in quotes");

    /// <summary>A YAML tag.</summary>
    public static readonly FindingKind Tag = Error("SSC0210", "Tag",
        "'{0}': recipes have no tags, since every value is read as text; remove it");

    /// <summary>A YAML merge key.</summary>
    public static readonly FindingKind MergeKey = Error("SSC0211", "Merge key",
        "'{0}': recipes have no merge keys; write the entries themselves");

    /// <summary>A key is a list or a mapping.</summary>
    public static readonly FindingKind KeyNotName = Error("SSC0212", "Key is no name",
        "A key is a name, not a list or a mapping; put text with brackets or braces in quotes");

    /// <summary>A key that has no meaning at its place.</summary>
    public static readonly FindingKind UnknownKey = Error("SSC0213", "Unknown key",
        "'{0}' is no key of {1}{2}");

    /// <summary>A key that must be there is not.</summary>
    public static readonly FindingKind MissingKey = Error("SSC0214", "Missing key",
        "{0} needs '{1}:'");

    /// <summary>Nothing stands after a key.</summary>
    public static readonly FindingKind MissingValue = Error("SSC0215", "Missing value",
        "{0} has no value; it takes {1}");

    /// <summary>A list stands where text is read, and the like.</summary>
    public static readonly FindingKind WrongShape = Error("SSC0216", "Wrong kind of value",
        "{0} takes {1}, not {2}");

    /// <summary>A transform stands where an optimizer is read, or the reverse.</summary>
    public static readonly FindingKind WrongRecipeKind = Error("SSC0217", "Another kind of recipe",
        "This recipe describes {0}, but its file is read as {1}; name the file '{2}', or begin the recipe with '{3}'");

    /// <summary>The language has it, this compiler does not yet.</summary>
    public static readonly FindingKind NotSupportedYet = Error("SSC0218", "Not supported yet",
        "'{0}:' is not supported yet; {1}");

    /// <summary>A rule of which YAML changes the lines.</summary>
    public static readonly FindingKind RuleNotLiteral = Error("SSC0219", "Rule is no literal block",
        "YAML joins or rewrites the lines of this rule; write '{0}: |' and the statements below it, one a line");

    /// <summary>An expression over several lines or with escape sequences.</summary>
    public static readonly FindingKind ExpressionNotOnOneLine = Error("SSC0220", "Expression is not on one line",
        "An expression stands on one line, plain or in quotes, without escape sequences");

    /// <summary>A word that is none of those that a key takes.</summary>
    public static readonly FindingKind UnknownWord = Error("SSC0221", "Unknown word",
        "'{0}' takes {1}, not '{2}'{3}");

    /// <summary>A chain without transforms.</summary>
    public static readonly FindingKind EmptyChain = Error("SSC0222", "Empty chain",
        "The chain has no transforms; the shortest is '[Apply]'");

    /// <summary>One entry of a chain has several keys.</summary>
    public static readonly FindingKind LinkNotOneTransform = Error("SSC0223", "Chain entry is not one transform",
        "An entry of a chain is one transform; indent its settings below its name, as in '- {0}: {{ name: value }}'");

    /// <summary>A name that cannot be a class's.</summary>
    public static readonly FindingKind InvalidTypeName = Error("SSC0224", "Not a class name",
        "'{0}' cannot name {1}: the name is a capital letter, then letters and digits{2}");

    /// <summary>A name that cannot be a hyperparameter's or a state's.</summary>
    public static readonly FindingKind InvalidValueName = Error("SSC0225", "Not a name",
        "'{0}' cannot name {1}: the name is small letters, digits and single underscores, and begins with a letter{2}");

    /// <summary>A name that means something else already.</summary>
    public static readonly FindingKind ReservedName = Error("SSC0226", "Reserved name",
        "'{0}' cannot name {1}: it is {2}; choose another name");

    /// <summary>Two declarations of one transform have the same name.</summary>
    public static readonly FindingKind DeclaredTwice = Error("SSC0227", "Declared twice",
        "'{0}' is declared as {1} already; {2} needs another name");

    /// <summary>A seed without anything that is rounded by chance.</summary>
    public static readonly FindingKind SeedOfNothing = Error("SSC0230", "Seed of nothing",
        "A seed belongs to 'rounding: stochastic'; without it nothing is drawn");

    /// <summary>A type, or a rounding, of a state that is kept in double.</summary>
    public static readonly FindingKind TypeOfFewNumbers = Error("SSC0231", "State is not stored per element",
        "Only a state per element chooses the type that it is stored in; this one is kept per {0}, where few numbers are kept in full");

    /// <summary>Stochastic rounding of a state in fp32.</summary>
    public static readonly FindingKind RoundingOfSingles = Error("SSC0232", "Nothing to round",
        "A state in float32 is stored as it is computed; give it 'type: bfloat16' or 'type: float16', or leave the rounding out");

    // ---- Size

    /// <summary>A file, or a text in an attribute, longer than any recipe.</summary>
    public static readonly FindingKind TextTooLong = Error("SSC0240", "Text too long",
        "{0} has at most {1} characters; this one has {2}");

    /// <summary>A list or a mapping of a great many entries.</summary>
    public static readonly FindingKind TooManyEntries = Error("SSC0241", "Too many entries",
        "A list, or the names under one key, has at most {0} entries");
}
