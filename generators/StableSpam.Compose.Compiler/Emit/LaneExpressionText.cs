using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>The vocabulary of kernels: <c>TLanes</c>, in fp32.</summary>
internal sealed class LaneExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ExpressionText(nodes, reference)
{
    protected override (string, Precedence) Text(Node node) => node.Opcode switch
    {
        Opcode.Negate => Prefix(node, "-"),
        Opcode.Abs => Call(node, "TLanes.Abs"),
        Opcode.Sqrt => Call(node, "TLanes.Sqrt"),
        Opcode.Sign => Call(node, "TLanes.Sign"),
        Opcode.Floor => Call(node, "TLanes.Floor"),
        Opcode.Round => Call(node, "TLanes.Round"),
        Opcode.Exp => Call(node, "TLanes.Exp"),
        Opcode.Log => Call(node, "TLanes.Log"),
        Opcode.Tanh => Call(node, "TLanes.Tanh"),
        Opcode.Cos => Call(node, "TLanes.Cos"),
        Opcode.IsFinite => Call(node, "TLanes.IsFinite"),
        Opcode.IsNaN => Call(node, "TLanes.IsNaN"),
        Opcode.Not => Prefix(node, "~"),
        Opcode.Add => Infix(node, "+", Precedence.Sum),
        Opcode.Subtract => Infix(node, "-", Precedence.Sum),
        Opcode.Multiply => Infix(node, "*", Precedence.Product),
        Opcode.Divide => Infix(node, "/", Precedence.Product),
        Opcode.Power => Call(node, "TLanes.Pow"),
        Opcode.Max => Call(node, "TLanes.Max"),
        Opcode.Min => Call(node, "TLanes.Min"),
        Opcode.Less => Infix(node, "<", Precedence.Relation),
        Opcode.LessOrEqual => Infix(node, "<=", Precedence.Relation),
        Opcode.Greater => Infix(node, ">", Precedence.Relation),
        Opcode.GreaterOrEqual => Infix(node, ">=", Precedence.Relation),
        Opcode.Equal => Call(node, "TLanes.Equal"),
        Opcode.NotEqual => Call(node, "TLanes.NotEqual"),
        Opcode.And => Infix(node, "&", Precedence.And),
        Opcode.Or => Infix(node, "|", Precedence.Or),
        Opcode.Select => Call(node, "TLanes.Select"),
        Opcode.FusedMultiplyAdd => Call(node, "TLanes.FusedMultiplyAdd"),
        Opcode.Broadcast => (Use(node.Operands[0], Precedence.Primary), Precedence.Primary),
        _ => throw new InvalidOperationException($"A kernel has no expression for {node.Opcode}."),
    };
}
