namespace StableSpamCompose.Compiler.Language;

/// <summary>How tightly each form of expression binds; the larger binds the tighter.</summary>
internal static class Precedence
{
    public const int Conditional = 0;
    public const int Or = 1;
    public const int And = 2;
    public const int Not = 3;
    public const int Comparison = 4;
    public const int Sum = 5;
    public const int Product = 6;
    public const int Negation = 7;
    public const int Power = 8;
    public const int Primary = 9;
}

/// <summary>An operator between two operands. The parser and the printer share this table, so neither can misread the other.</summary>
/// <param name="Operator">In the syntax tree.</param>
/// <param name="Token">As a token.</param>
/// <param name="Text">As written.</param>
/// <param name="Precedence">How tightly it binds.</param>
/// <param name="Left">What its left operand binds at least as tightly as, without brackets.</param>
/// <param name="Right">What its right operand binds at least as tightly as, without brackets.</param>
internal sealed record InfixOperator(BinaryOperator Operator, TokenKind Token, string Text, int Precedence, int Left, int Right)
{
    private static readonly InfixOperator[] All =
    [
        LeftAssociative(BinaryOperator.Or, TokenKind.Or, " or ", Language.Precedence.Or),
        LeftAssociative(BinaryOperator.And, TokenKind.And, " and ", Language.Precedence.And),
        Comparison(BinaryOperator.Less, TokenKind.Less, " < "),
        Comparison(BinaryOperator.LessOrEqual, TokenKind.LessOrEqual, " <= "),
        Comparison(BinaryOperator.Greater, TokenKind.Greater, " > "),
        Comparison(BinaryOperator.GreaterOrEqual, TokenKind.GreaterOrEqual, " >= "),
        Comparison(BinaryOperator.Equal, TokenKind.Equal, " == "),
        Comparison(BinaryOperator.NotEqual, TokenKind.NotEqual, " != "),
        LeftAssociative(BinaryOperator.Add, TokenKind.Plus, " + ", Language.Precedence.Sum),
        LeftAssociative(BinaryOperator.Subtract, TokenKind.Minus, " - ", Language.Precedence.Sum),
        LeftAssociative(BinaryOperator.Multiply, TokenKind.Times, " * ", Language.Precedence.Product),
        LeftAssociative(BinaryOperator.Divide, TokenKind.Divide, " / ", Language.Precedence.Product),

        // The exponent is a unary: x^-2 and a^b^c need no brackets.
        new(BinaryOperator.Power, TokenKind.Power, "^",
            Language.Precedence.Power, Language.Precedence.Primary, Language.Precedence.Negation),
    ];

    private static readonly Dictionary<TokenKind, InfixOperator> ByToken = All.ToDictionary(infix => infix.Token);

    private static readonly Dictionary<BinaryOperator, InfixOperator> ByOperator = All.ToDictionary(infix => infix.Operator);

    /// <summary>Whether it compares. Comparisons do not chain.</summary>
    public bool IsComparison => Precedence == Language.Precedence.Comparison;

    /// <summary>The operator that a token stands for, or null.</summary>
    public static InfixOperator? Of(TokenKind token) => ByToken.TryGetValue(token, out InfixOperator? infix) ? infix : null;

    /// <summary>How an operator of the tree is written.</summary>
    public static InfixOperator Of(BinaryOperator operation) => ByOperator[operation];

    private static InfixOperator LeftAssociative(BinaryOperator operation, TokenKind token, string text, int precedence) =>
        new(operation, token, text, precedence, precedence, precedence + 1);

    private static InfixOperator Comparison(BinaryOperator operation, TokenKind token, string text) =>
        new(operation, token, text, Language.Precedence.Comparison, Language.Precedence.Sum, Language.Precedence.Sum);
}
