using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Passes;

/// <summary>The value of an operation on constants, in the arithmetic of its node.</summary>
internal static class ConstantFolding
{
    /// <summary>
    /// The value; <see langword="null"/> for an operation that is left to run time, because its result is no constant or
    /// because machines differ in it (exp, log, pow, tanh, cos).
    /// </summary>
    public static double? Evaluate(Node node, Node[] operands)
    {
        double a = operands[0].Constant;
        double b = operands.Length > 1 ? operands[1].Constant : 0;
        double? value = node.Opcode switch
        {
            Opcode.ToSingle => (float)a,
            Opcode.Negate => -a,
            Opcode.Abs => Math.Abs(a),
            Opcode.Sqrt => Math.Sqrt(a),
            Opcode.Sign => a > 0 ? 1 : a < 0 ? -1 : a,
            Opcode.Floor => Math.Floor(a),
            Opcode.Round => Math.Round(a, MidpointRounding.ToEven),
            Opcode.IsFinite => Truth(!double.IsNaN(a) && !double.IsInfinity(a)),
            Opcode.IsNaN => Truth(double.IsNaN(a)),
            Opcode.Not => Truth(a == 0),
            Opcode.Add => a + b,
            Opcode.Subtract => a - b,
            Opcode.Multiply => a * b,
            Opcode.Divide => a / b,
            Opcode.Max => a > b || double.IsNaN(a) ? a : b,
            Opcode.Min => a < b || double.IsNaN(a) ? a : b,
            Opcode.Less => Truth(a < b),
            Opcode.LessOrEqual => Truth(a <= b),
            Opcode.Greater => Truth(a > b),
            Opcode.GreaterOrEqual => Truth(a >= b),
            Opcode.Equal => Truth(a == b),
            Opcode.NotEqual => Truth(a != b),
            Opcode.And => Truth(a != 0 && b != 0),
            Opcode.Or => Truth(a != 0 || b != 0),
            Opcode.Select => a != 0 ? b : operands[2].Constant,
            _ => null,
        };
        // An fp32 operation on fp32 operands, done in double and rounded once more, is the correctly rounded fp32 result.
        return node.Kind == ValueKind.Single && value is { } single ? (float)single : value;
    }

    private static double Truth(bool condition) => condition ? 1 : 0;
}
