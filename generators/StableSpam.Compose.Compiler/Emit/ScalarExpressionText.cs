using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>One value at a time, in C# or CUDA C++: their operators are the same, their functions are not.</summary>
internal abstract class ScalarExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ExpressionText(nodes, reference)
{
    /// <summary>A number, in fp32 or double as the constant is.</summary>
    protected abstract string Number(Node constant);

    /// <summary>The function of an operation that is no operator.</summary>
    protected abstract string FunctionOf(Opcode opcode);

    protected override (string, Precedence) Text(Node node) => node.Opcode switch
    {
        Opcode.Constant when node.Kind == ValueKind.Condition => (node.Constant != 0 ? "true" : "false", Precedence.Primary),
        Opcode.Constant => Literal(Number(node)),
        Opcode.ToSingle => Prefix(node, "(float)"),
        Opcode.Broadcast => (Use(node.Operands[0], Precedence.Primary), Precedence.Primary),
        Opcode.Negate => Prefix(node, "-"),
        Opcode.Not => Prefix(node, "!"),
        Opcode.Add => Infix(node, "+", Precedence.Sum),
        Opcode.Subtract => Infix(node, "-", Precedence.Sum),
        Opcode.Multiply => Infix(node, "*", Precedence.Product),
        Opcode.Divide => Infix(node, "/", Precedence.Product),
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
        _ => Call(node, FunctionOf(node.Opcode)),
    };

    private static (string, Precedence) Literal(string text) =>
        (text, text.StartsWith("-", StringComparison.Ordinal) ? Precedence.Unary : Precedence.Primary);
}
