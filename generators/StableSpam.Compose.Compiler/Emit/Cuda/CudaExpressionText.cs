using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Writes a value as a CUDA C++ expression. Element and tensor values differ in their type and in nothing else.</summary>
internal abstract class CudaExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ExpressionText(nodes, reference)
{
    /// <summary>What follows the name of a mathematical function of this type.</summary>
    protected abstract string Suffix { get; }

    /// <summary>The fused multiplication and addition of this type.</summary>
    protected abstract string FusedMultiplyAdd { get; }

    /// <summary>A number of this type.</summary>
    protected abstract string Literal(double value);

    protected override (string, Precedence) Text(Node node) => node.Opcode switch
    {
        Opcode.Constant when node.Kind == ValueKind.Condition => (node.Constant != 0 ? "true" : "false", Precedence.Primary),
        Opcode.Constant when node.Kind == ValueKind.Single => Number(CudaNumbers.Single(node.Constant)),
        Opcode.Constant => Number(Literal(node.Constant)),
        Opcode.ToSingle => Prefix(node, "(float)"),
        Opcode.Broadcast => (Use(node.Operands[0], Precedence.Primary), Precedence.Primary),
        Opcode.Negate => Prefix(node, "-"),
        Opcode.Abs => Call(node, "fabs" + Suffix),
        Opcode.Sqrt => Call(node, "sqrt" + Suffix),
        Opcode.Sign => Call(node, CudaFunctions.Sign),
        Opcode.Floor => Call(node, "floor" + Suffix),
        Opcode.Round => Call(node, "rint" + Suffix),
        Opcode.Exp => Call(node, "exp" + Suffix),
        Opcode.Log => Call(node, "log" + Suffix),
        Opcode.Tanh => Call(node, "tanh" + Suffix),
        Opcode.Cos => Call(node, "cos" + Suffix),
        Opcode.IsFinite => Call(node, CudaFunctions.IsFinite),
        Opcode.IsNaN => Call(node, CudaFunctions.IsNaN),
        Opcode.Not => Prefix(node, "!"),
        Opcode.Add => Infix(node, "+", Precedence.Sum),
        Opcode.Subtract => Infix(node, "-", Precedence.Sum),
        Opcode.Multiply => Infix(node, "*", Precedence.Product),
        Opcode.Divide => Infix(node, "/", Precedence.Product),
        Opcode.Power => Call(node, "pow" + Suffix),
        Opcode.Max => Call(node, CudaFunctions.Larger),
        Opcode.Min => Call(node, CudaFunctions.Smaller),
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
        Opcode.FusedMultiplyAdd => Call(node, FusedMultiplyAdd),
        _ => throw new InvalidOperationException($"A kernel has no expression for {node.Opcode}."),
    };

    private static (string, Precedence) Number(string text) =>
        (text, text.StartsWith("-", StringComparison.Ordinal) ? Precedence.Unary : Precedence.Primary);
}
