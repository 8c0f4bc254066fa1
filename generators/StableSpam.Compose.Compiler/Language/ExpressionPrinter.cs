using System.Text;

namespace StableSpamCompose.Compiler.Language;

/// <summary>Writes an expression as text of the rule language, with the fewest brackets that keep its meaning.</summary>
public static class ExpressionPrinter
{
    /// <summary>The text of <paramref name="expression"/>.</summary>
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression, Precedence.Conditional);
        return text.ToString();
    }

    // `minimum`: what binds more loosely than that stands in brackets.
    private static void Write(StringBuilder text, Expression expression, int minimum)
    {
        bool needsBrackets = PrecedenceOf(expression) < minimum;
        if (needsBrackets) text.Append('(');
        WriteBare(text, expression);
        if (needsBrackets) text.Append(')');
    }

    private static void WriteBare(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case Number number:
                text.Append(number.Text);
                break;
            case Name name:
                text.Append(name.Text);
                break;
            case Call call:
                WriteCall(text, call);
                break;
            case Unary { Operator: UnaryOperator.Negate } negation:
                text.Append('-');
                Write(text, negation.Operand, Precedence.Negation);
                break;
            case Unary not:
                text.Append("not ");
                Write(text, not.Operand, Precedence.Not);
                break;
            case Binary binary:
                InfixOperator infix = InfixOperator.Of(binary.Operator);
                Write(text, binary.Left, infix.Left);
                text.Append(infix.Text);
                Write(text, binary.Right, infix.Right);
                break;
            case Conditional conditional:
                text.Append("if ");
                Write(text, conditional.Condition, Precedence.Conditional);
                text.Append(" then ");
                Write(text, conditional.Yes, Precedence.Conditional);
                text.Append(" else ");
                Write(text, conditional.No, Precedence.Conditional);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    private static void WriteCall(StringBuilder text, Call call)
    {
        text.Append(call.Function.Text).Append('(');
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            Argument argument = call.Arguments[i];
            if (i > 0) text.Append(", ");
            if (argument.Label is not null) text.Append(argument.Label.Text).Append(": ");
            Write(text, argument.Value, Precedence.Conditional);
        }
        text.Append(')');
    }

    private static int PrecedenceOf(Expression expression) => expression switch
    {
        Binary binary => InfixOperator.Of(binary.Operator).Precedence,
        Unary { Operator: UnaryOperator.Not } => Precedence.Not,
        Unary => Precedence.Negation,
        Conditional => Precedence.Conditional,
        _ => Precedence.Primary,
    };
}
