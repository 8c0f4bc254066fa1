using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The meaning of the opcodes with three operands.</summary>
internal static class ThreeOperands
{
    /// <summary>
    /// The value of <paramref name="node"/> for the operands <paramref name="a"/>, <paramref name="b"/> and <paramref name="c"/>.
    /// </summary>
    public static T Compute<T>(Node node, T a, T b, T c)
        where T : IBinaryFloatingPointIeee754<T> => node.Opcode switch
    {
        Opcode.Select => Condition.Holds(a) ? b : c,
        Opcode.FusedMultiplyAdd => T.FusedMultiplyAdd(a, b, c),
        _ => throw new UnreachableException($"{node.Opcode} with three operands has no meaning."),
    };
}
