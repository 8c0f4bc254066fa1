using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Passes;

/// <summary>Keeps one node of those that compute the same from the same operands.</summary>
internal static class ShareCommonValues
{
    public static StepProgram Run(StepProgram program)
    {
        var rewriter = new ProgramRewriter(program);
        var known = new Dictionary<Identity, int>();
        return rewriter.Rewrite(static _ => true, node =>
        {
            var identity = new Identity(node);
            if (known.TryGetValue(identity, out int same)) return rewriter.Inherit(same, node);
            int index = rewriter.Append(node);
            known.Add(identity, index);
            return index;
        });
    }

    // What a node computes, without where it comes from. The constant goes by its bits: 0 and -0 differ.
    private sealed record Identity(Opcode Opcode, Scope Scope, ValueKind Kind, EquatableArray<int> Operands, long Bits, int Slot, int Exponent, TensorSet Over, int Fold)
    {
        public Identity(Node node)
            : this(node.Opcode, node.Scope, node.Kind, node.Operands, BitConverter.DoubleToInt64Bits(node.Constant), node.Slot, node.Exponent, node.Over, node.Fold)
        {
        }
    }
}
