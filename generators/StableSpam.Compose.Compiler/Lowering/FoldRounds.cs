using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Orders the folds that programs share: each comes after those that it depends on in any of them.</summary>
internal static class FoldRounds
{
    /// <summary>The folds of <paramref name="programs"/>, by number.</summary>
    public static EquatableArray<SharedFold> Of(IReadOnlyList<StepProgram> programs)
    {
        var folds = new SortedDictionary<int, Node>();
        foreach (Node node in programs.SelectMany(program => program.Nodes).Where(node => node.IsGroupReduction)) folds[node.Fold] = node;
        int[] rounds = new int[folds.Count];
        // No fold depends on itself, whichever programs the way leads through: statements of a chain have one order.
        while (programs.Any(program => Raise(program, rounds))) { }
        return folds.Values.Select(fold => new SharedFold(fold.Opcode, fold.Over, rounds[fold.Fold])).ToEquatableArray();
    }

    private static bool Raise(StepProgram program, int[] rounds)
    {
        bool raised = false;
        // The first round that a value is known before.
        int[] known = new int[program.Nodes.Count];
        for (int i = 0; i < known.Length; i++)
        {
            Node node = program.Nodes[i];
            foreach (int operand in node.Operands) known[i] = Math.Max(known[i], known[operand]);
            if (!node.IsGroupReduction) continue;
            if (rounds[node.Fold] < known[i])
            {
                rounds[node.Fold] = known[i];
                raised = true;
            }
            known[i] = rounds[node.Fold] + 1;
        }
        return raised;
    }
}
