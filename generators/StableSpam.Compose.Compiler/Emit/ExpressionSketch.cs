using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>A value in a few words of the rule language, for summaries: its name, or its outermost operation.</summary>
internal static class ExpressionSketch
{
    /// <summary>The value's name, or the formula down to named values.</summary>
    public static string Of(StepProgram program, int index)
    {
        Node node = program.Nodes[index];
        if (node.Label.Length > 0) return node.Label;
        IEnumerable<string> operands = node.Operands.Select(operand => Of(program, operand));
        return node.Opcode switch
        {
            Opcode.Constant => node.Constant.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            Opcode.ToSingle or Opcode.Broadcast => operands.First(),
            Opcode.Negate => "-" + operands.First(),
            Opcode.Add => string.Join(" + ", operands),
            Opcode.Subtract => string.Join(" - ", operands),
            Opcode.Multiply => string.Join(" * ", operands),
            Opcode.Divide => string.Join(" / ", operands),
            _ => $"{node.Opcode.ToString().ToLowerInvariant()}({string.Join(", ", operands)})",
        };
    }
}
