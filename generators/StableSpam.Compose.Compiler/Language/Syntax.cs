using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Language;

// The rule language as written: the whole syntax tree on one page. Nothing here knows scopes, types or other transforms.

/// <summary>A rule: its statements in order.</summary>
public sealed record Rule(EquatableArray<Statement> Statements);

/// <summary>A statement of a rule.</summary>
/// <param name="Span">The whole statement.</param>
public abstract record Statement(SourceSpan Span)
{
    /// <summary>The statement as written, on one line and without its comment; generated code shows it.</summary>
    public string Text { get; init; } = "";
}

/// <summary><c>target = value</c>.</summary>
public sealed record Assignment(Name Target, Expression Value, SourceSpan Span) : Statement(Span);

/// <summary><c>if condition:</c> and what it guards. The condition is structural: flags and choices only.</summary>
public sealed record StructuralIf(Expression Condition, EquatableArray<Statement> Body, SourceSpan Span) : Statement(Span);

/// <summary><c>reset moments [after step] [when condition]</c>.</summary>
public sealed record ResetMoments(bool AfterStep, Expression? When, SourceSpan Span) : Statement(Span);

/// <summary><c>skip step when condition</c>.</summary>
public sealed record SkipStep(Expression When, SourceSpan Span) : Statement(Span);

/// <summary><c>apply</c>: <c>w = w - lr * g</c>.</summary>
public sealed record Apply(SourceSpan Span) : Statement(Span);

/// <summary>An expression of a rule, of a binding or of a structural condition.</summary>
/// <param name="Span">The whole expression, without brackets around it.</param>
public abstract record Expression(SourceSpan Span);

/// <summary>A number, or <c>inf</c>.</summary>
/// <param name="Value">Its value in double.</param>
/// <param name="Text">The number as written.</param>
/// <param name="Span">Where.</param>
public sealed record Number(double Value, string Text, SourceSpan Span) : Expression(Span);

/// <summary>A name: a given name, a hyperparameter, a state, a local, or a choice's value.</summary>
public sealed record Name(string Text, SourceSpan Span) : Expression(Span);

/// <summary><c>function(argument, name: argument)</c>.</summary>
public sealed record Call(Name Function, EquatableArray<Argument> Arguments, SourceSpan Span) : Expression(Span);

/// <summary>An argument of a call; <c>over: columns</c> has the label <c>over</c>.</summary>
public sealed record Argument(Name? Label, Expression Value);

/// <summary><c>-x</c> or <c>not x</c>.</summary>
public sealed record Unary(UnaryOperator Operator, Expression Operand, SourceSpan Span) : Expression(Span);

/// <summary><c>left operator right</c>.</summary>
public sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right, SourceSpan Span) : Expression(Span);

/// <summary><c>if condition then yes else no</c>. Both sides are evaluated.</summary>
public sealed record Conditional(Expression Condition, Expression Yes, Expression No, SourceSpan Span) : Expression(Span);

/// <summary>The operators with one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>-x</c></summary>
    Negate,

    /// <summary><c>not x</c></summary>
    Not,
}

/// <summary>The operators with two operands.</summary>
public enum BinaryOperator
{
    /// <summary><c>a or b</c></summary>
    Or,

    /// <summary><c>a and b</c></summary>
    And,

    /// <summary><c>a &lt; b</c></summary>
    Less,

    /// <summary><c>a &lt;= b</c></summary>
    LessOrEqual,

    /// <summary><c>a &gt; b</c></summary>
    Greater,

    /// <summary><c>a &gt;= b</c></summary>
    GreaterOrEqual,

    /// <summary><c>a == b</c></summary>
    Equal,

    /// <summary><c>a != b</c></summary>
    NotEqual,

    /// <summary><c>a + b</c></summary>
    Add,

    /// <summary><c>a - b</c></summary>
    Subtract,

    /// <summary><c>a * b</c></summary>
    Multiply,

    /// <summary><c>a / b</c></summary>
    Divide,

    /// <summary><c>a ^ b</c></summary>
    Power,
}
