using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// The first level at which each value can be had, for a given placement of the reductions. A level has a pass over the
/// elements and then a barrier at which groups are folded, either of which may have nothing to do; what they fold at level n
/// is known from level n + 1 on.
/// </summary>
internal sealed class Levels
{
    private readonly int[] _level;

    /// <summary>The levels of a program's values.</summary>
    /// <param name="program">The values.</param>
    /// <param name="delays">By how many passes each reduction runs later than it could, by node.</param>
    public Levels(StepProgram program, IReadOnlyDictionary<int, int> delays)
    {
        Delays = delays;
        _level = new int[program.Nodes.Count];
        int[] barriers = new int[program.Folds.Select(fold => fold.Round + 1).DefaultIfEmpty(0).Max()];
        do Settle(program, barriers); while (AlignRounds(program, barriers));
        Count = 1 + Enumerable.Range(0, _level.Length).Where(i => program.Nodes[i].Scope == Scope.Element).Select(i => _level[i])
            .Concat(Enumerable.Range(0, _level.Length).Where(i => program.Nodes[i].IsReduction || program.Nodes[i].IsGroupReduction).Select(Of))
            .Append(program.Skip < 0 ? -1 : _level[program.Skip])
            .Max();
    }

    /// <summary>By how many levels reductions run later than they could; one that is not there runs as early as it can.</summary>
    public IReadOnlyDictionary<int, int> Delays { get; }

    /// <summary>How many levels there are.</summary>
    public int Count { get; }

    /// <summary>The level of a value.</summary>
    public int this[int node] => _level[node];

    /// <summary>By how many levels a reduction runs later than it could.</summary>
    public int DelayOf(int reduction) => Delays.TryGetValue(reduction, out int later) ? later : 0;

    /// <summary>The level that folds a reduction.</summary>
    public int Of(int reduction) => _level[reduction] - 1;

    private void Settle(StepProgram program, int[] barriers)
    {
        for (int i = 0; i < _level.Length; i++)
        {
            Node node = program.Nodes[i];
            _level[i] = 0;
            foreach (int operand in node.Operands) _level[i] = Math.Max(_level[i], _level[operand]);
            if (node.Fold >= 0) _level[i] = Math.Max(_level[i], barriers[program.Folds[node.Fold].Round]);
            if (!node.IsReduction && !node.IsGroupReduction) continue;
            _level[i] += 1 + DelayOf(i);
        }
    }

    // What several programs fold in one round has one barrier, after that of the round before; true if some barrier had to move.
    private bool AlignRounds(StepProgram program, int[] barriers)
    {
        bool moved = false;
        int next = 0;
        for (int round = 0; round < barriers.Length; round++)
        {
            List<int> folds = Enumerable.Range(0, _level.Length)
                .Where(i => program.Nodes[i].Fold >= 0 && program.Folds[program.Nodes[i].Fold].Round == round).ToList();
            if (folds.Count == 0) continue;
            int barrier = Math.Max(next, folds.Max(Of));
            moved |= folds.Any(fold => Of(fold) != barrier);
            barriers[round] = barrier;
            next = barrier + 1;
        }
        return moved;
    }
}
