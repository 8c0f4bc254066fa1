using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The meaning of the opcodes with two operands, reductions aside.</summary>
internal static class TwoOperands
{
    /// <summary>The value of <paramref name="node"/> for the operands <paramref name="a"/> and <paramref name="b"/>.</summary>
    public static T Compute<T>(Node node, T a, T b)
        where T : IBinaryFloatingPointIeee754<T> => node.Opcode switch
    {
        Opcode.Add => a + b,
        Opcode.Subtract => a - b,
        Opcode.Multiply => a * b,
        Opcode.Divide => a / b,
        Opcode.Power => T.Pow(a, b),
        Opcode.ClockPower => BinaryExponentiation.ClockPower(a, b),
        Opcode.Max => a > b || T.IsNaN(a) ? a : b,
        Opcode.Min => a < b || T.IsNaN(a) ? a : b,
        Opcode.Less => Condition.Number<T>(a < b),
        Opcode.LessOrEqual => Condition.Number<T>(a <= b),
        Opcode.Greater => Condition.Number<T>(a > b),
        Opcode.GreaterOrEqual => Condition.Number<T>(a >= b),
        Opcode.Equal => Condition.Number<T>(a == b),
        Opcode.NotEqual => Condition.Number<T>(a != b),
        Opcode.And => Condition.Number<T>(Condition.Holds(a) && Condition.Holds(b)),
        Opcode.Or => Condition.Number<T>(Condition.Holds(a) || Condition.Holds(b)),
        _ => throw new UnreachableException($"{node.Opcode} with two operands has no meaning."),
    };
}
