using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>A value in a few words of the rule language, for summaries: its name, or its outermost operation.</summary>
internal static class ExpressionSketch
{
    // What lies deeper is left out: a value that is used twice at every level would be written out 2^depth times.
    private const int Deepest = 5;

    /// <summary>The value's name, or the formula down to named values.</summary>
    public static string Of(StepProgram program, int index) => Of(program, index, depth: 0);

    private static string Of(StepProgram program, int index, int depth)
    {
        Node node = program.Nodes[index];
        if (node.Label.Length > 0) return node.Label;
        if (depth > Deepest && node.Operands.Count > 0) return "..";
        IEnumerable<string> operands = node.Operands.Select(operand => Of(program, operand, depth + 1));
        return node.Opcode switch
        {
            Opcode.Constant => node.Constant.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            Opcode.ToSingle or Opcode.Broadcast => operands.First(),
            Opcode.Uniform or Opcode.Normal => $"{node.Opcode.ToString().ToLowerInvariant()}({operands.First()})",
            Opcode.Negate => "-" + operands.First(),
            Opcode.Add => string.Join(" + ", operands),
            Opcode.Subtract => string.Join(" - ", operands),
            Opcode.Multiply => string.Join(" * ", operands),
            Opcode.Divide => string.Join(" / ", operands),
            _ => $"{node.Opcode.ToString().ToLowerInvariant()}({string.Join(", ", operands)})",
        };
    }
}
