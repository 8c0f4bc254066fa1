using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>
/// Checks that the programs of one chain, for matrices and for vectors, agree on what they have together: the folds over
/// tensors, and the new value of each group state.
/// </summary>
internal static class ShapeAgreement
{
    /// <summary>Reports what the programs of a chain compute differently, at the statement that does.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="place">Where the optimizer is named, for what no statement says.</param>
    /// <param name="findings">Takes what they disagree on.</param>
    public static void Check(IReadOnlyList<StepProgram> programs, SourceSpan place, FindingBag findings)
    {
        StepProgram first = programs[0];
        foreach (StepProgram other in programs.Skip(1))
        {
            if (DifferentFold(first, other) is { } fold)
            {
                findings.Report(FindingCatalog.ShapesDisagree, fold.Program.PlaceOf(fold.Node) ?? place, "What 'over: group' and 'over: all' fold");
                continue;
            }
            foreach ((string name, int value) in NewGroupStates(first))
            {
                if (!AreSame(first, value, other, NewGroupStates(other).First(state => state.Name == name).Value))
                    findings.Report(FindingCatalog.ShapesDisagree, first.PlaceOf(value) ?? place, $"The state '{name}'");
            }
        }
    }

    private static (StepProgram Program, int Node)? DifferentFold(StepProgram first, StepProgram other)
    {
        List<int> left = FoldsOf(first);
        List<int> right = FoldsOf(other);
        int alike = left.Zip(right, (a, b) => (first.Nodes[a].Opcode, first.Nodes[a].Over) == (other.Nodes[b].Opcode, other.Nodes[b].Over))
            .TakeWhile(isAlike => isAlike).Count();
        if (alike < left.Count) return (first, left[alike]);
        return alike < right.Count ? (other, right[alike]) : null;
    }

    private static List<int> FoldsOf(StepProgram program) =>
        Enumerable.Range(0, program.Nodes.Count).Where(node => program.Nodes[node].IsGroupReduction).ToList();

    private static IEnumerable<(string Name, int Value)> NewGroupStates(StepProgram program)
    {
        for (int slot = 0; slot < program.States.Count; slot++)
        {
            if (program.States[slot].Scope == Scope.Group) yield return (program.States[slot].Name, program.NewStates[slot]);
        }
    }

    // Folds are the same if they are in the same place among all: what they fold need not be.
    private static bool AreSame(StepProgram first, int left, StepProgram second, int right)
    {
        var compared = new HashSet<(int Left, int Right)>();
        var open = new Stack<(int Left, int Right)>();
        open.Push((left, right));
        while (open.Count > 0)
        {
            (int Left, int Right) pair = open.Pop();
            if (!compared.Add(pair)) continue;
            Node a = first.Nodes[pair.Left];
            Node b = second.Nodes[pair.Right];
            if (a.IsGroupReduction && b.IsGroupReduction)
            {
                if (PlaceOf(first, pair.Left) != PlaceOf(second, pair.Right)) return false;
                continue;
            }
            bool readSame = a.Opcode == Opcode.State && b.Opcode == Opcode.State
                ? first.States[a.Slot].Name == second.States[b.Slot].Name
                : a.Slot == b.Slot;
            bool isSame = readSame && a.Opcode == b.Opcode && a.Exponent == b.Exponent && a.Operands.Count == b.Operands.Count
                && BitConverter.DoubleToInt64Bits(a.Constant) == BitConverter.DoubleToInt64Bits(b.Constant);
            if (!isSame) return false;
            for (int i = 0; i < a.Operands.Count; i++) open.Push((a.Operands[i], b.Operands[i]));
        }
        return true;
    }

    private static int PlaceOf(StepProgram program, int fold) => program.Nodes.Take(fold).Count(node => node.IsGroupReduction);
}
