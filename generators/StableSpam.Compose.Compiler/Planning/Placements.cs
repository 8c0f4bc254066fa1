using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// The levels that reductions may run in without making a level more. A reduction that nothing in the next level waits for has
/// slack: it may run where its array is read anyway.
/// </summary>
internal sealed class Placements
{
    private readonly StepProgram _program;
    private readonly int _levels;
    private readonly List<(int Reduction, int Slack)> _slack = [];

    public Placements(StepProgram program)
    {
        _program = program;
        _levels = Earliest.Count;
        for (int node = 0; node < program.Nodes.Count; node++)
        {
            if (!program.FoldsElements(node)) continue;
            int slack = 0;
            while (slack < _levels && Find(new Dictionary<int, int> { [node] = slack + 1 }) is not null) slack++;
            if (slack > 0) _slack.Add((node, slack));
        }
    }

    /// <summary>Every reduction as early as it can.</summary>
    public Levels Earliest => new(_program, new Dictionary<int, int>());

    /// <summary>How many placements there are, at most.</summary>
    public double Count => _slack.Aggregate(1.0, (count, reduction) => count * (reduction.Slack + 1));

    /// <summary>All of them but the earliest, by how late they are.</summary>
    public IEnumerable<Levels> All()
    {
        IEnumerable<Dictionary<int, int>> delays = [new Dictionary<int, int>()];
        foreach ((int reduction, int slack) in _slack)
        {
            delays = delays.SelectMany(delay => Enumerable.Range(0, slack + 1).Select(later => With(delay, reduction, later))).ToList();
        }
        return delays.Where(delay => delay.Count > 0).OrderBy(delay => delay.Values.Sum()).Select(Find).OfType<Levels>();
    }

    /// <summary>The placements that differ from <paramref name="levels"/> in one reduction.</summary>
    public IEnumerable<Levels> Near(Levels levels) =>
        from reduction in _slack
        from later in Enumerable.Range(0, reduction.Slack + 1)
        where later != levels.DelayOf(reduction.Reduction)
        select Find(With(levels.Delays, reduction.Reduction, later)) into found
        where found is not null
        select found;

    private Levels? Find(IReadOnlyDictionary<int, int> delays)
    {
        var levels = new Levels(_program, delays);
        return levels.Count > _levels ? null : levels;
    }

    private static Dictionary<int, int> With(IReadOnlyDictionary<int, int> delays, int reduction, int later)
    {
        Dictionary<int, int> with = delays.Where(delay => delay.Key != reduction).ToDictionary(delay => delay.Key, delay => delay.Value);
        if (later > 0) with.Add(reduction, later);
        return with;
    }
}
