using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// The first level at which each value can be had, for a given placement of the reductions. A level has a pass over the
/// elements and then a barrier at which groups are folded, either of which may have nothing to do; what they fold at level n
/// is known from level n + 1 on.
/// </summary>
/// <remarks>
/// A pass takes its way through the elements (<see cref="Traversal"/>) by what it folds. Reductions that could run side by side
/// but take different ways are levels of their own, one after the other.
/// </remarks>
internal sealed class Levels
{
    private readonly StepProgram _program;
    private readonly int[] _level;
    private readonly List<Traversal> _traversals = [];

    /// <summary>The levels of a program's values.</summary>
    /// <param name="program">The values.</param>
    /// <param name="delays">By how many passes each reduction runs later than it could, by node.</param>
    public Levels(StepProgram program, IReadOnlyDictionary<int, int> delays)
    {
        _program = program;
        Delays = delays;
        _level = new int[program.Nodes.Count];
        int[] barriers = new int[program.Folds.Select(fold => fold.Round + 1).DefaultIfEmpty(0).Max()];
        int[] waits;
        do waits = Waits(barriers); while (AlignRounds(waits, barriers));
        var first = new List<int>();
        foreach (int wait in Enumerable.Range(0, CountOf(waits)))
        {
            first.Add(_traversals.Count);
            IEnumerable<Traversal> ways = Enumerable.Range(0, waits.Length)
                .Where(node => program.FoldsElements(node) && waits[node] == wait + 1)
                .Select(node => TraversalFor(program.Nodes[node].Scope)).Distinct().OrderBy(way => way);
            _traversals.AddRange(ways.DefaultIfEmpty(Traversal.Tensor));
        }
        for (int i = 0; i < _level.Length; i++)
        {
            Node node = program.Nodes[i];
            foreach (int operand in node.Operands) _level[i] = Math.Max(_level[i], _level[operand]);
            if (!node.IsReduction && !node.IsGroupReduction) continue;
            _level[i] = first[waits[i] - 1] + 1;
            if (!program.FoldsElements(i)) continue;
            while (_traversals[_level[i] - 1] != TraversalFor(node.Scope)) _level[i]++;
        }
    }

    /// <summary>By how many levels reductions run later than they could; one that is not there runs as early as it can.</summary>
    public IReadOnlyDictionary<int, int> Delays { get; }

    /// <summary>How many levels there are.</summary>
    public int Count => _traversals.Count;

    /// <summary>The level of a value.</summary>
    public int this[int node] => _level[node];

    /// <summary>By how many levels a reduction runs later than it could.</summary>
    public int DelayOf(int reduction) => Delays.TryGetValue(reduction, out int later) ? later : 0;

    /// <summary>The level that folds a reduction.</summary>
    public int Of(int reduction) => _level[reduction] - 1;

    /// <summary>The way that the pass of a level takes through the elements.</summary>
    public Traversal TraversalOf(int level) => _traversals[level];

    // How many reductions each value waits for, one after the other.
    private int[] Waits(int[] barriers)
    {
        int[] waits = new int[_program.Nodes.Count];
        for (int i = 0; i < waits.Length; i++)
        {
            Node node = _program.Nodes[i];
            foreach (int operand in node.Operands) waits[i] = Math.Max(waits[i], waits[operand]);
            if (node.Fold >= 0) waits[i] = Math.Max(waits[i], barriers[_program.Folds[node.Fold].Round]);
            if (node.IsReduction || node.IsGroupReduction) waits[i] += 1 + DelayOf(i);
        }
        return waits;
    }

    // What several programs fold in one round has one barrier, after that of the round before; true if some barrier had to move.
    private bool AlignRounds(int[] waits, int[] barriers)
    {
        bool moved = false;
        int next = 0;
        for (int round = 0; round < barriers.Length; round++)
        {
            List<int> folds = Enumerable.Range(0, waits.Length)
                .Where(i => _program.Nodes[i].Fold >= 0 && _program.Folds[_program.Nodes[i].Fold].Round == round).ToList();
            if (folds.Count == 0) continue;
            int barrier = Math.Max(next, folds.Max(fold => waits[fold] - 1));
            moved |= folds.Any(fold => waits[fold] - 1 != barrier);
            barriers[round] = barrier;
            next = barrier + 1;
        }
        return moved;
    }

    private int CountOf(int[] waits) =>
        1 + Enumerable.Range(0, waits.Length).Where(i => _program.Nodes[i].Scope == Scope.Element).Select(i => waits[i])
            .Concat(Enumerable.Range(0, waits.Length).Where(i => _program.Nodes[i].IsReduction || _program.Nodes[i].IsGroupReduction).Select(i => waits[i] - 1))
            .Append(_program.Skip < 0 ? -1 : waits[_program.Skip])
            .Max();

    private static Traversal TraversalFor(Scope folded) => folded switch
    {
        Scope.Row or Scope.Column => Traversal.Rows,
        Scope.FlatRow or Scope.FlatColumn => Traversal.FlatRows,
        Scope.Block => Traversal.Blocks,
        _ => Traversal.Tensor,
    };
}
