using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>The vocabulary of kernels: <c>TLanes</c>, in fp32.</summary>
internal sealed class LaneExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ExpressionText(nodes, reference)
{
    /// <summary>A division or a function in one branch only is left out where no lane takes that branch.</summary>
    public override RareChoice? RareOf(int node)
    {
        Node choice = Node(node);
        if (choice.Opcode != Opcode.Select || Node(choice.Operands[0]).Scope != Scope.Element || Clears(choice, Node)) return null;
        int condition = choice.Operands[0], yes = choice.Operands[1], no = choice.Operands[2];
        if (IsDear(yes) == IsDear(no)) return null;
        return IsDear(yes)
            ? new RareChoice(
                Use(condition), IsNamed(condition), Use(no),
                static condition => $"TLanes.Any({condition})", (condition, usual) => $"TLanes.Select({condition}, {Use(yes)}, {usual})")
            : new RareChoice(
                Use(condition), IsNamed(condition), Use(yes),
                static condition => $"!TLanes.All({condition})", (condition, usual) => $"TLanes.Select({condition}, {usual}, {Use(no)})");
    }

    // Whether computing the value takes more than a few cycles; a value with a name is computed already.
    private bool IsDear(int node)
    {
        if (IsNamed(node)) return false;
        Node value = Node(node);
        return value.Opcode is Opcode.Divide or Opcode.Sqrt or Opcode.Exp or Opcode.Log or Opcode.Tanh or Opcode.Cos or Opcode.Power
            || value.Operands.Any(IsDear);
    }

    /// <summary>Whether a choice is +0, which is no bit at all, where its condition holds.</summary>
    public static bool Clears(Node choice, Func<int, Node> node) =>
        choice.Opcode == Opcode.Select && node(choice.Operands[1]) is { Opcode: Opcode.Constant, Constant: 0 } zero && 1 / zero.Constant > 0;

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
        Opcode.Select when Clears(node, Node) => ($"TLanes.Clear({Use(node.Operands[0])}, {Use(node.Operands[2], Precedence.Sum)})", Precedence.Primary),
        Opcode.Select => Call(node, "TLanes.Select"),
        Opcode.FusedMultiplyAdd => Call(node, "TLanes.FusedMultiplyAdd"),
        Opcode.Broadcast => (Use(node.Operands[0], Precedence.Primary), Precedence.Primary),
        _ => throw new InvalidOperationException($"A kernel has no expression for {node.Opcode}."),
    };
}
