using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>
/// Checks what is folded over all tensors where an optimizer has several chains: it must mean the same for a tensor that is
/// on another chain, so it cannot follow from what this chain has done.
/// </summary>
internal sealed class OverAllCheck(BoundChain bound, ChainState chain, ProgramBuilder builder, FindingBag findings)
{
    /// <summary>Checks the folds among the nodes from number <paramref name="first"/> on, which come from what stands at <paramref name="span"/>.</summary>
    public void Run(int first, SourceSpan span)
    {
        if (!bound.IsOneOfSeveral) return;
        for (int node = first; node < builder.Nodes.Count; node++)
        {
            if (builder[node] is { IsGroupReduction: true, Over: TensorSet.All } && MistakeIn(node) is { } mistake)
                findings.Report(FindingCatalog.NotOfEveryChain, span, mistake);
        }
    }

    private string? MistakeIn(int fold)
    {
        var visited = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(fold);
        while (open.Count > 0)
        {
            int index = open.Pop();
            if (!visited.Add(index)) continue;
            Node node = builder[index];
            if (chain.IsAssigned(index)) return $"this follows from an assignment to '{node.Label}'";
            if (node.Opcode == Opcode.State) return $"'{node.Label}' is a state";
            if (node is { IsGroupReduction: true, Over: TensorSet.Group }) return "this follows from a fold over one param group";
            foreach (int operand in node.Operands) open.Push(operand);
        }
        return null;
    }
}
