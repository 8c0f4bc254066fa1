using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>
/// Joins the programs of an optimizer: what is folded over tensors is one fold to which several programs contribute, and a
/// tensor on one chain contributes to what another chain folds over all tensors, and is skipped with it.
/// </summary>
public static class ProgramLinker
{
    /// <summary>The programs, joined; a program alone stays as it is.</summary>
    /// <param name="programs">The programs as lowered, in the order in which parameters look for theirs.</param>
    /// <param name="place">Where the optimizer is named.</param>
    /// <param name="findings">Takes what programs of one chain disagree on.</param>
    public static IReadOnlyList<StepProgram> Link(IReadOnlyList<StepProgram> programs, SourceSpan place, FindingBag findings)
    {
        if (programs.Count == 1) return programs;
        foreach (IGrouping<int, StepProgram> chain in programs.GroupBy(program => program.Case.Chain))
            ShapeAgreement.Check(chain.ToList(), place, findings);
        if (findings.HasErrors) return programs;

        List<StepProgram> linked = Number(programs);
        // Matrices and vectors agree on what their chain asks of other chains: shape cases have no part in it.
        List<StepProgram> chains = linked.GroupBy(program => program.Case.Chain).Select(chain => chain.First()).ToList();
        linked = linked
            .Select(program => chains.Where(chain => chain.Case.Chain != program.Case.Chain).Aggregate(program, Graft)).ToList();
        EquatableArray<SharedFold> folds = FoldRounds.Of(linked);
        return linked.Select(program => program with { Folds = folds }).ToList();
    }

    // The programs of a chain fold the same, in the order of its statements.
    private static List<StepProgram> Number(IReadOnlyList<StepProgram> programs)
    {
        var firsts = new Dictionary<int, int>();
        int count = 0;
        foreach (IGrouping<int, StepProgram> chain in programs.GroupBy(program => program.Case.Chain))
        {
            firsts.Add(chain.Key, count);
            count += chain.First().Nodes.Count(node => node.IsGroupReduction);
        }
        return programs.Select(program =>
        {
            int next = firsts[program.Case.Chain];
            return program with { Nodes = program.Nodes.Select(node => node.IsGroupReduction ? node with { Fold = next++ } : node).ToEquatableArray() };
        }).ToList();
    }

    /// <summary>Appends to a program what <paramref name="other"/>, of another chain, folds over all tensors and skips by.</summary>
    private static StepProgram Graft(StepProgram program, StepProgram other)
    {
        bool[] needed = new bool[other.Nodes.Count];
        if (other.Skip >= 0) needed[other.Skip] = true;
        for (int i = needed.Length - 1; i >= 0; i--)
        {
            needed[i] |= other.Nodes[i] is { IsGroupReduction: true, Over: TensorSet.All };
            if (!needed[i]) continue;
            foreach (int operand in other.Nodes[i].Operands) needed[operand] = true;
        }

        List<Node> nodes = program.Nodes.ToList();
        int[] copies = new int[other.Nodes.Count];
        for (int i = 0; i < needed.Length; i++)
        {
            if (!needed[i]) continue;
            Node node = other.Nodes[i];
            copies[i] = nodes.Count;
            nodes.Add(node with { Operands = node.Operands.Select(operand => copies[operand]).ToEquatableArray(), Origin = -1 });
        }
        int skip = program.Skip;
        if (other.Skip >= 0 && skip >= 0)
        {
            nodes.Add(new Node { Opcode = Opcode.Or, Scope = Scope.Group, Kind = ValueKind.Condition, Operands = new([skip, copies[other.Skip]]) });
            skip = nodes.Count - 1;
        }
        else if (other.Skip >= 0)
        {
            skip = copies[other.Skip];
        }
        return program with { Nodes = nodes.ToEquatableArray(), Skip = skip };
    }
}
