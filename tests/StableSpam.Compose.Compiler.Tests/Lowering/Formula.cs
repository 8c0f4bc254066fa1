using System.Globalization;
using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>A value of a program written out as calls, leaves by what they are: <c>add(state, gradient)</c>.</summary>
internal static class Formula
{
    public static string Of(StepProgram program, Func<StepProgram, int> value) => Of(program, value(program));

    public static string Of(StepProgram program, int index)
    {
        Node node = program.Nodes[index];
        string name = Regex.Replace(node.Opcode.ToString(), "(?<=.)[A-Z]", letter => "_" + letter).ToLowerInvariant();
        return node switch
        {
            { Opcode: Opcode.Constant, Kind: ValueKind.Condition } => node.Constant != 0 ? "true" : "false",
            { Opcode: Opcode.Constant } => node.Constant.ToString("R", CultureInfo.InvariantCulture),
            { Operands.Count: 0 } => name,
            { Opcode: Opcode.IntegerPower } => $"{name}{node.Exponent}({Of(program, node.Operands[0])})",
            _ => $"{name}({string.Join(", ", node.Operands.Select(operand => Of(program, operand)))})",
        };
    }
}
