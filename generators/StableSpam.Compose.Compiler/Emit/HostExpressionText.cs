using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>The vocabulary of step and tensor values: <c>double</c> and <c>bool</c>.</summary>
internal sealed class HostExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ExpressionText(nodes, reference)
{
    private const string StepMath = "global::StableSpamCompose.Execution.StepMath";
    private const string SystemMath = "global::System.Math";

    protected override (string, Precedence) Text(Node node) => node.Opcode switch
    {
        Opcode.Constant when node.Kind == ValueKind.Condition => (node.Constant != 0 ? "true" : "false", Precedence.Primary),
        Opcode.Constant when node.Kind == ValueKind.Single => Literal(NumberLiterals.Single(node.Constant)),
        Opcode.Constant => Literal(NumberLiterals.Double(node.Constant)),
        Opcode.ToSingle => Prefix(node, "(float)"),
        Opcode.Broadcast => (Use(node.Operands[0], Precedence.Primary), Precedence.Primary),
        Opcode.Negate => Prefix(node, "-"),
        Opcode.Abs => Call(node, SystemMath + ".Abs"),
        Opcode.Sqrt => Call(node, SystemMath + ".Sqrt"),
        Opcode.Sign => Call(node, StepMath + ".Sign"),
        Opcode.Floor => Call(node, SystemMath + ".Floor"),
        Opcode.Round => Call(node, StepMath + ".Round"),
        Opcode.Exp => Call(node, SystemMath + ".Exp"),
        Opcode.Log => Call(node, SystemMath + ".Log"),
        Opcode.Tanh => Call(node, SystemMath + ".Tanh"),
        Opcode.Cos => Call(node, SystemMath + ".Cos"),
        Opcode.IsFinite => Call(node, "double.IsFinite"),
        Opcode.IsNaN => Call(node, "double.IsNaN"),
        Opcode.Not => Prefix(node, "!"),
        Opcode.Add => Infix(node, "+", Precedence.Sum),
        Opcode.Subtract => Infix(node, "-", Precedence.Sum),
        Opcode.Multiply => Infix(node, "*", Precedence.Product),
        Opcode.Divide => Infix(node, "/", Precedence.Product),
        Opcode.Power => Call(node, SystemMath + ".Pow"),
        Opcode.ClockPower => Call(node, StepMath + ".Power"),
        Opcode.Max => Call(node, StepMath + ".Max"),
        Opcode.Min => Call(node, StepMath + ".Min"),
        Opcode.Less => Infix(node, "<", Precedence.Relation),
        Opcode.LessOrEqual => Infix(node, "<=", Precedence.Relation),
        Opcode.Greater => Infix(node, ">", Precedence.Relation),
        Opcode.GreaterOrEqual => Infix(node, ">=", Precedence.Relation),
        Opcode.Equal => Infix(node, "==", Precedence.Equality),
        Opcode.NotEqual => Infix(node, "!=", Precedence.Equality),
        Opcode.And => Infix(node, "&&", Precedence.And),
        Opcode.Or => Infix(node, "||", Precedence.Or),
        Opcode.Select => (
            $"{Use(node.Operands[0], Precedence.Or)} ? {Use(node.Operands[1], Precedence.Or)} : {Use(node.Operands[2], Precedence.Conditional)}",
            Precedence.Conditional),
        Opcode.FusedMultiplyAdd => Call(node, SystemMath + ".FusedMultiplyAdd"),
        _ => throw new InvalidOperationException($"The host has no expression for {node.Opcode}."),
    };

    private static (string, Precedence) Literal(string text) =>
        (text, text.StartsWith("-", StringComparison.Ordinal) ? Precedence.Unary : Precedence.Primary);
}
