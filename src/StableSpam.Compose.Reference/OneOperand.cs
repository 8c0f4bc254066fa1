using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The meaning of the opcodes with one operand.</summary>
internal static class OneOperand
{
    /// <summary>The value of <paramref name="node"/> for the operand <paramref name="x"/>.</summary>
    public static T Compute<T>(Node node, T x)
        where T : IBinaryFloatingPointIeee754<T> => node.Opcode switch
    {
        // The operand comes in the node's own arithmetic: reading it has rounded it.
        Opcode.ToSingle => x,
        Opcode.Broadcast => x,
        Opcode.Negate => -x,
        Opcode.Abs => T.Abs(x),
        Opcode.Sqrt => T.Sqrt(x),
        Opcode.Sign => x > T.Zero ? T.One : x < T.Zero ? -T.One : x,
        Opcode.Floor => T.Floor(x),
        Opcode.Round => T.Round(x, MidpointRounding.ToEven),
        Opcode.Exp => T.Exp(x),
        Opcode.Log => T.Log(x),
        Opcode.Tanh => T.Tanh(x),
        Opcode.Cos => T.Cos(x),
        Opcode.IsFinite => Condition.Number<T>(T.IsFinite(x)),
        Opcode.IsNaN => Condition.Number<T>(T.IsNaN(x)),
        Opcode.Not => Condition.Number<T>(!Condition.Holds(x)),
        Opcode.IntegerPower => BinaryExponentiation.IntegerPower(x, node.Exponent),
        _ => throw new UnreachableException($"{node.Opcode} with one operand has no meaning."),
    };
}
