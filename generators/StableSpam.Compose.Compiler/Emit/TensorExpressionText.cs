using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>
/// The vocabulary of TorchSharp: values of elements, rows, columns, matrices and blocks are tensors, coarser ones <c>float</c> and <c>bool</c>. Where an operation
/// has no form for a number, the number is written out for every element.
/// </summary>
internal sealed class TensorExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ExpressionText(nodes, reference)
{
    private const string Functions = "global::StableSpamCompose.Torch.TensorMath.";

    protected override (string, Precedence) Text(Node node) => node.Opcode switch
    {
        Opcode.Constant when node.Kind == ValueKind.Condition => (node.Constant != 0 ? "true" : "false", Precedence.Primary),
        Opcode.Constant => (NumberLiterals.Single(node.Constant), node.Constant < 0 ? Precedence.Unary : Precedence.Primary),
        Opcode.Broadcast => (AsTensor(node.Operands[0]), Precedence.Primary),
        Opcode.Negate => Method(node, "neg"),
        Opcode.Abs => Method(node, "abs"),
        Opcode.Sqrt => Method(node, "sqrt"),
        Opcode.Floor => Method(node, "floor"),
        Opcode.Round => Method(node, "round"),
        Opcode.Exp => Method(node, "exp"),
        Opcode.Log => Method(node, "log"),
        Opcode.Tanh => Method(node, "tanh"),
        Opcode.Cos => Method(node, "cos"),
        Opcode.IsFinite => Method(node, "isfinite"),
        Opcode.IsNaN => Method(node, "isnan"),
        Opcode.Not => Method(node, "logical_not"),
        Opcode.Add => Infix(node, "+", Precedence.Sum),
        Opcode.Subtract => Infix(node, "-", Precedence.Sum),
        Opcode.Multiply => Infix(node, "*", Precedence.Product),
        // A number over a tensor is the product with the reciprocal, rounded twice.
        Opcode.Divide when !IsTensor(node.Operands[0]) => ($"{AsTensor(node.Operands[0])} / {Use(node.Operands[1], Precedence.Unary)}", Precedence.Product),
        Opcode.Divide => Infix(node, "/", Precedence.Product),
        Opcode.Power => Method(node, "pow"),
        Opcode.Less => Method(node, "lt"),
        Opcode.LessOrEqual => Method(node, "le"),
        Opcode.Greater => Method(node, "gt"),
        Opcode.GreaterOrEqual => Method(node, "ge"),
        Opcode.Equal => Method(node, "eq"),
        Opcode.NotEqual => Method(node, "ne"),
        Opcode.And => Method(node, "logical_and"),
        Opcode.Or => Method(node, "logical_or"),
        Opcode.Sign => Function(node, Functions + "Sign"),
        Opcode.Max => Function(node, Functions + "Max"),
        Opcode.Min => Function(node, Functions + "Min"),
        Opcode.Select when IsTensor(node.Operands[0]) => Function(node, "global::TorchSharp.torch.where"),
        Opcode.Select => (
            $"{Use(node.Operands[0], Precedence.Or)} ? {AsTensor(node.Operands[1], Precedence.Or)} : {AsTensor(node.Operands[2], Precedence.Conditional)}",
            Precedence.Conditional),
        Opcode.FusedMultiplyAdd => ($"{Use(node.Operands[0], Precedence.Product)} * {Use(node.Operands[1], Precedence.Unary)} + {Use(node.Operands[2], Precedence.Product)}", Precedence.Sum),
        _ => throw new InvalidOperationException($"TorchSharp has no expression for {node.Opcode}."),
    };

    /// <summary>The value as a tensor, whatever its scope.</summary>
    public string AsTensor(int node) => AsTensor(node, Precedence.Conditional);

    /// <summary>The value as a tensor in a product.</summary>
    public string AsFactor(int node) => AsTensor(node, Precedence.Unary);

    private string AsOperand(int node) => AsTensor(node, Precedence.Primary);

    private string AsTensor(int node, Precedence least) =>
        IsTensor(node) ? Use(node, least)
        : Node(node).Kind == ValueKind.Condition ? $"arrays.Mask({Use(node)})"
        : $"arrays.Full({Use(node)})";

    private bool IsTensor(int node) => !Node(node).Scope.IsWholeTensor();

    private (string, Precedence) Method(Node node, string name) =>
        ($"{AsOperand(node.Operands[0])}.{name}({string.Join(", ", node.Operands.Skip(1).Select(AsTensor))})", Precedence.Primary);

    private (string, Precedence) Function(Node node, string name) =>
        ($"{name}({string.Join(", ", node.Operands.Select(AsTensor))})", Precedence.Primary);
}
