using StableSpamCompose.Compiler.Model;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Reads numbers out of expressions.</summary>
public static class NumberLiteral
{
    /// <summary>The number that <paramref name="expression"/> writes out, a sign before it included; else <see langword="null"/>.</summary>
    public static NumberText? Read(Expression expression) => expression switch
    {
        Number number => new NumberText(number.Value, number.Text),
        Unary { Operator: UnaryOperator.Negate, Operand: Number number } => new NumberText(-number.Value, "-" + number.Text),
        _ => null,
    };

    /// <summary>The value of an expression of numbers alone; <see langword="null"/> where a name or a function stands in it.</summary>
    public static double? Evaluate(Expression expression) => expression switch
    {
        Number number => number.Value,
        Unary { Operator: UnaryOperator.Negate } negation => -Evaluate(negation.Operand),
        Binary { Operator: BinaryOperator.Add } sum => Evaluate(sum.Left) + Evaluate(sum.Right),
        Binary { Operator: BinaryOperator.Subtract } difference => Evaluate(difference.Left) - Evaluate(difference.Right),
        Binary { Operator: BinaryOperator.Multiply } product => Evaluate(product.Left) * Evaluate(product.Right),
        Binary { Operator: BinaryOperator.Divide } quotient => Evaluate(quotient.Left) / Evaluate(quotient.Right),
        _ => null,
    };
}
