namespace StableSpamCompose.Compiler.Language;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    // Layout.
    Newline,
    Indent,
    Dedent,
    End,

    /// <summary>Characters that make no token; the lexer has reported them.</summary>
    Invalid,

    Number,
    Name,

    // Words that are no names.
    If,
    Then,
    Else,
    And,
    Or,
    Not,
    Infinity,

    // Punctuation.
    Open,
    Close,
    Comma,
    Colon,
    Assign,

    // Operators.
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Power,
}

/// <summary>A token: its kind and where it stands in its <see cref="RuleText"/>.</summary>
/// <remarks>Tokens of layout have no characters and stand at the end of the token before.</remarks>
internal readonly record struct Token(TokenKind Kind, int Start, int Length)
{
    /// <summary>Position after the last character.</summary>
    public int End => Start + Length;

    /// <summary>Whether the token is written like a name, be it one or not.</summary>
    public bool IsWord => Kind is >= TokenKind.Name and <= TokenKind.Infinity;
}
