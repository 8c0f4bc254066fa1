using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Passes;

/// <summary>
/// Computes what is known at compile time, in the arithmetic of its node, so that no bit changes: constants, products with
/// one, literal powers as multiplications, selections on constants. Sums with zero stay (they turn -0 to 0), and so do
/// divisions (a reciprocal rounds twice).
/// </summary>
internal static class FoldConstants
{
    public static StepProgram Run(StepProgram program)
    {
        var rewriter = new ProgramRewriter(program);
        return rewriter.Rewrite(static _ => true, node => rewriter.Inherit(Fold(node, rewriter), node));
    }

    private static int Fold(Node node, ProgramRewriter program)
    {
        Node[] operands = node.Operands.Select(operand => program[operand]).ToArray();
        if (operands.Length > 0 && operands.All(operand => operand.Opcode == Opcode.Constant) && ConstantFolding.Evaluate(node, operands) is { } value)
        {
            return program.Append(new Node
            {
                Opcode = Opcode.Constant, Scope = Scope.Step, Kind = node.Kind, Constant = value, Origin = node.Origin,
            });
        }
        switch (node.Opcode)
        {
            case Opcode.Multiply when IsOne(operands[0]) && operands[1].Scope == node.Scope:
                return node.Operands[1];
            case Opcode.Multiply or Opcode.Divide when IsOne(operands[1]) && operands[0].Scope == node.Scope:
                return node.Operands[0];
            case Opcode.IntegerPower:
                return Multiply(node, program);
            case Opcode.Select when operands[0].Opcode == Opcode.Constant:
                return AtScope(operands[0].Constant != 0 ? node.Operands[1] : node.Operands[2], node, program);
            case Opcode.Select when node.Operands[1] == node.Operands[2]:
                return AtScope(node.Operands[1], node, program);
            case Opcode.And or Opcode.Or when operands[0].Opcode == Opcode.Constant:
                return Logic(node, operands[0], node.Operands[1], program);
            case Opcode.And or Opcode.Or when operands[1].Opcode == Opcode.Constant:
                return Logic(node, operands[1], node.Operands[0], program);
            default:
                return program.Append(WithoutBroadcasts(node, operands));
        }
    }

    private static bool IsOne(Node node) => node.Opcode == Opcode.Constant && node.Constant == 1 && node.Kind != ValueKind.Condition;

    // From the low bit up: x^5 is x * (x^2)^2, as the interpreter computes it.
    private static int Multiply(Node node, ProgramRewriter program)
    {
        int square = node.Operands[0];
        if (node.Exponent == 0) return AtScope(Constant(1, node, program), node, program);
        int power = -1;
        for (long rest = Math.Abs((long)node.Exponent); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) power = power < 0 ? square : Product(power, square, node, program);
            if (rest > 1) square = Product(square, square, node, program);
        }
        if (node.Exponent > 0) return power;
        return program.Append(node with { Opcode = Opcode.Divide, Operands = new([Constant(1, node, program), power]), Exponent = 0 });
    }

    private static int Product(int left, int right, Node node, ProgramRewriter program) =>
        program.Append(node with { Opcode = Opcode.Multiply, Operands = new([left, right]), Exponent = 0, Label = "" });

    private static int Constant(double value, Node node, ProgramRewriter program) =>
        program.Append(new Node { Opcode = Opcode.Constant, Scope = Scope.Step, Kind = node.Kind, Constant = value, Origin = node.Origin });

    private static int Logic(Node node, Node constant, int other, ProgramRewriter program)
    {
        bool absorbs = constant.Constant != 0 == (node.Opcode == Opcode.Or);
        int result = absorbs
            ? program.Append(new Node { Opcode = Opcode.Constant, Scope = Scope.Step, Kind = ValueKind.Condition, Constant = constant.Constant, Origin = node.Origin })
            : other;
        return AtScope(result, node, program);
    }

    private static int AtScope(int value, Node node, ProgramRewriter program) =>
        program[value].Scope == node.Scope
            ? value
            : program.Append(node with { Opcode = Opcode.Broadcast, Operands = new([value]), Exponent = 0 });

    // An operation takes coarser operands as they are; only where no operand has its scope must one be spread out.
    private static Node WithoutBroadcasts(Node node, Node[] operands)
    {
        bool takesCoarser = node.Scope.IsSingle() && node.Operands.Count > 1
            && operands.Any(operand => operand.Scope == node.Scope && operand.Opcode != Opcode.Broadcast);
        return !takesCoarser ? node : node with
        {
            Operands = node.Operands.Select((operand, i) => operands[i].Opcode == Opcode.Broadcast ? operands[i].Operands[0] : operand).ToEquatableArray(),
        };
    }
}
