using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// The first pass in which each value can be had, for a given placement of the reductions: a reduction of pass p is known
/// from pass p + 1 on. For a tensor value it is the stage that computes it.
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
        for (int i = 0; i < _level.Length; i++)
        {
            Node node = program.Nodes[i];
            foreach (int operand in node.Operands) _level[i] = Math.Max(_level[i], _level[operand]);
            if (!node.IsReduction) continue;
            _level[i] += 1 + DelayOf(i);
        }
        PassCount = 1 + Enumerable.Range(0, _level.Length).Where(i => program.Nodes[i].Scope == Scope.Element).Select(i => _level[i])
            .Concat(Enumerable.Range(0, _level.Length).Where(i => program.Nodes[i].IsReduction).Select(PassOf))
            .DefaultIfEmpty(-1).Max();
    }

    /// <summary>By how many passes reductions run later than they could; one that is not there runs as early as it can.</summary>
    public IReadOnlyDictionary<int, int> Delays { get; }

    /// <summary>How many passes there are.</summary>
    public int PassCount { get; }

    /// <summary>The level of a value.</summary>
    public int this[int node] => _level[node];

    /// <summary>By how many passes a reduction runs later than it could.</summary>
    public int DelayOf(int reduction) => Delays.TryGetValue(reduction, out int later) ? later : 0;

    /// <summary>The pass that a reduction runs in.</summary>
    public int PassOf(int reduction) => _level[reduction] - 1;
}
