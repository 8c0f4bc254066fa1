using System.Globalization;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Names values after what they are: the rule's name, or the formula in words, so that <c>1 - beta1^k</c> is <c>OneMinusBeta1PowK</c>.</summary>
internal sealed class DescriptiveNames(StepProgram program)
{
    private const int Longest = 40;

    /// <summary>A name in PascalCase.</summary>
    public string Of(int node)
    {
        string name = Describe(node, depth: 0) ?? "Value";
        return name.Length <= Longest ? name : "Value";
    }

    private string? Describe(int index, int depth)
    {
        Node node = program.Nodes[index];
        if (node.Opcode is Opcode.ToSingle or Opcode.Broadcast) return Describe(node.Operands[0], depth);
        if (node.Label.Length > 0) return Identifiers.Pascal(node.Label);
        if (depth > 2) return null;
        return node.Opcode switch
        {
            Opcode.Constant => Constant(node.Constant),
            Opcode.BlockLength => "BlockLength",
            Opcode.Sum => "Sum",
            Opcode.SumOfProducts => "SumOfProducts",
            Opcode.Largest => "Largest",
            Opcode.Add => Join(node, "Plus", depth),
            Opcode.Subtract => Join(node, "Minus", depth),
            Opcode.Multiply => Join(node, "Times", depth),
            Opcode.Divide => Join(node, "Over", depth),
            Opcode.ClockPower or Opcode.Power => Join(node, "Pow", depth),
            Opcode.Max => Bound(node, "AtLeast", depth),
            Opcode.Min => Bound(node, "AtMost", depth),
            Opcode.Greater => Join(node, "Above", depth),
            Opcode.Less => Join(node, "Below", depth),
            Opcode.Equal => Join(node, "Is", depth),
            Opcode.Negate => Prefix("Minus", node, depth),
            Opcode.Sqrt => Prefix("Root", node, depth),
            Opcode.Not => Prefix("Not", node, depth),
            _ => null,
        };
    }

    private string? Join(Node node, string between, int depth) => Join(node.Operands[0], node.Operands[1], between, depth);

    private string? Join(int first, int second, string between, int depth) =>
        Describe(first, depth + 1) is { } left && Describe(second, depth + 1) is { } right ? left + between + right : null;

    // What is bounded comes before its bound.
    private string? Bound(Node node, string between, int depth) => program.Nodes[node.Operands[0]].Opcode == Opcode.Constant
        ? Join(node.Operands[1], node.Operands[0], between, depth)
        : Join(node, between, depth);

    private string? Prefix(string prefix, Node node, int depth) =>
        Describe(node.Operands[0], depth + 1) is { } operand ? prefix + operand : null;

    private static string? Constant(double value) => value switch
    {
        0 => "Zero",
        0.5 => "Half",
        1 => "One",
        2 => "Two",
        > 2 and < 100 when value == Math.Floor(value) => "C" + value.ToString(CultureInfo.InvariantCulture),
        _ => "Constant",
    };
}
