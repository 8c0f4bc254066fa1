using StableSpamCompose.Compiler.Language;

namespace StableSpamCompose.Compiler.Tests.Language;

/// <summary>Writes an expression with brackets around every operation, so that two trees are compared by eye.</summary>
internal static class BracketedForm
{
    public static string Of(Expression expression) => expression switch
    {
        Number number => number.Text,
        Name name => name.Text,
        Call call => $"{call.Function.Text}({string.Join(", ", call.Arguments.Select(Of))})",
        Unary { Operator: UnaryOperator.Negate } unary => $"(-{Of(unary.Operand)})",
        Unary unary => $"(not {Of(unary.Operand)})",
        Binary binary => $"({Of(binary.Left)} {Symbol(binary.Operator)} {Of(binary.Right)})",
        Conditional choice => $"(if {Of(choice.Condition)} then {Of(choice.Yes)} else {Of(choice.No)})",
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private static string Of(Argument argument) =>
        argument.Label is null ? Of(argument.Value) : $"{argument.Label.Text}: {Of(argument.Value)}";

    private static string Symbol(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Or => "or",
        BinaryOperator.And => "and",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Power => "^",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
