using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// Chooses the schedule that moves the fewest bytes. Every reduction is a barrier, so the number of passes is given; what is
/// chosen is where a reduction with slack runs, and which values are kept from pass to pass rather than computed again.
/// </summary>
public static class Scheduler
{
    // Up to this many values to keep or not, all combinations are tried; beyond, values are taken one by one while it helps.
    private const int ExhaustiveLimit = 8;

    // Up to this many placements of the reductions all are tried; beyond, one reduction is moved at a time while it helps.
    private const int PlacementLimit = 64;

    /// <summary>The cheapest plan; among equals the one with the least scratch and the earliest reductions.</summary>
    public static StepPlan Plan(StepProgram program)
    {
        var placements = new Placements(program);
        Schedule earliest = BestScratch(program, placements.Earliest);
        Schedule best = placements.Count <= PlacementLimit
            ? placements.All().Select(levels => BestScratch(program, levels)).Aggregate(earliest, Cheaper)
            : Improve(program, placements, earliest);
        return best.ToPlan();
    }

    private static Schedule Improve(StepProgram program, Placements placements, Schedule best)
    {
        while (true)
        {
            Schedule better = placements.Near(best.Levels).Select(levels => BestScratch(program, levels)).Aggregate(best, Cheaper);
            if (better == best) return best;
            best = better;
        }
    }

    private static Schedule Cheaper(Schedule best, Schedule other) => other.Traffic < best.Traffic ? other : best;

    private static Schedule BestScratch(StepProgram program, Levels levels)
    {
        var best = new Schedule(program, levels, []);
        if (levels.Count < 2) return best;
        List<int> candidates = Candidates(program, levels, best);
        return candidates.Count <= ExhaustiveLimit
            ? Exhaustive(program, levels, candidates, best)
            : Greedy(program, levels, candidates, best);
    }

    private static Schedule Exhaustive(StepProgram program, Levels levels, List<int> candidates, Schedule best)
    {
        int bestCount = 0;
        for (int subset = 1; subset < 1 << candidates.Count; subset++)
        {
            List<int> scratch = candidates.Where((_, i) => (subset >> i & 1) != 0).ToList();
            var schedule = new Schedule(program, levels, scratch);
            if (schedule.Traffic > best.Traffic || (schedule.Traffic == best.Traffic && scratch.Count >= bestCount)) continue;
            (best, bestCount) = (schedule, scratch.Count);
        }
        return best;
    }

    private static Schedule Greedy(StepProgram program, Levels levels, List<int> candidates, Schedule best)
    {
        var scratch = new List<int>();
        for (bool improved = true; improved;)
        {
            improved = false;
            foreach (int candidate in candidates.Except(scratch).ToList())
            {
                List<int> more = scratch.Append(candidate).OrderBy(node => node).ToList();
                var schedule = new Schedule(program, levels, more);
                if (schedule.Traffic >= best.Traffic) continue;
                (best, scratch, improved) = (schedule, more, true);
            }
        }
        return best;
    }

    // Worth keeping is what an earlier pass can compute, from two arrays or more, for a value that no earlier pass has.
    private static List<int> Candidates(StepProgram program, Levels levels, Schedule schedule)
    {
        var candidates = new SortedSet<int>();
        for (int pass = 1; pass < levels.Count; pass++)
        {
            foreach (int user in schedule.Needed(pass))
            {
                foreach (int value in program.Nodes[user].Operands)
                {
                    bool isComputed = program.Nodes[value].Scope == Scope.Element && program.Nodes[value].Operands.Count > 0;
                    bool userIsNew = !Enumerable.Range(0, pass).Any(earlier => schedule.Needed(earlier).Contains(user));
                    bool userWaits = levels[user] >= pass;
                    bool isDoneBefore = Enumerable.Range(0, pass).Any(earlier => schedule.Needed(earlier).Contains(value));
                    if (isComputed && levels[value] < pass && (userWaits || (userIsNew && isDoneBefore)) && Leaves(program, value).Count > 1) candidates.Add(value);
                }
            }
        }
        return candidates.ToList();
    }

    private static HashSet<int> Leaves(StepProgram program, int value)
    {
        var leaves = new HashSet<int>();
        var visited = new HashSet<int>();
        Visit(value);
        return leaves;

        void Visit(int node)
        {
            if (program.Nodes[node].Scope != Scope.Element || !visited.Add(node)) return;
            if (program.Nodes[node].Operands.Count == 0) leaves.Add(node);
            foreach (int operand in program.Nodes[node].Operands) Visit(operand);
        }
    }
}
