using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

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
    /// <param name="program">The program.</param>
    /// <param name="place">Where the optimizer is named.</param>
    /// <param name="findings">Takes what makes the program too large to be planned; the plan is then <see langword="null"/>.</param>
    public static StepPlan? Plan(StepProgram program, SourceSpan place, FindingBag findings)
    {
        var values = new ElementValues(program);
        if (!PlanSize.Check(values, place, findings)) return null;
        var placements = new Placements(program);
        var budget = new SearchBudget(values.Count * placements.Earliest.Count);
        Schedule earliest = BestScratch(values, placements.Earliest, budget);
        Schedule best = placements.Count <= PlacementLimit
            ? placements.All().TakeWhile(_ => !budget.IsSpent).Select(levels => BestScratch(values, levels, budget)).Aggregate(earliest, Cheaper)
            : Improve(values, placements, earliest, budget);
        return best.ToPlan();
    }

    private static Schedule Improve(ElementValues values, Placements placements, Schedule best, SearchBudget budget)
    {
        while (!budget.IsSpent)
        {
            Schedule better = placements.Near(best.Levels).TakeWhile(_ => !budget.IsSpent).Select(levels => BestScratch(values, levels, budget)).Aggregate(best, Cheaper);
            if (better == best) break;
            best = better;
        }
        return best;
    }

    private static Schedule Cheaper(Schedule best, Schedule other) => other.Traffic < best.Traffic ? other : best;

    private static Schedule BestScratch(ElementValues values, Levels levels, SearchBudget budget)
    {
        Schedule best = budget.Try(values, levels, []);
        if (levels.Count < 2) return best;
        List<int> candidates = Candidates(values, levels, best);
        return candidates.Count <= ExhaustiveLimit
            ? Exhaustive(values, levels, candidates, best, budget)
            : Greedy(values, levels, candidates, best, budget);
    }

    private static Schedule Exhaustive(ElementValues values, Levels levels, List<int> candidates, Schedule best, SearchBudget budget)
    {
        int bestCount = 0;
        for (int subset = 1; subset < 1 << candidates.Count && !budget.IsSpent; subset++)
        {
            List<int> scratch = candidates.Where((_, i) => (subset >> i & 1) != 0).ToList();
            Schedule schedule = budget.Try(values, levels, scratch);
            if (schedule.Traffic > best.Traffic || (schedule.Traffic == best.Traffic && scratch.Count >= bestCount)) continue;
            (best, bestCount) = (schedule, scratch.Count);
        }
        return best;
    }

    private static Schedule Greedy(ElementValues values, Levels levels, List<int> candidates, Schedule best, SearchBudget budget)
    {
        var scratch = new List<int>();
        for (bool improved = true; improved;)
        {
            improved = false;
            foreach (int candidate in candidates.Except(scratch).ToList())
            {
                if (budget.IsSpent) return best;
                List<int> more = scratch.Append(candidate).OrderBy(node => node).ToList();
                Schedule schedule = budget.Try(values, levels, more);
                if (schedule.Traffic >= best.Traffic) continue;
                (best, scratch, improved) = (schedule, more, true);
            }
        }
        return best;
    }

    // Worth keeping is what an earlier pass can compute, from two arrays or more, for a value that no earlier pass has.
    private static List<int> Candidates(ElementValues values, Levels levels, Schedule schedule)
    {
        int[] firstPass = Enumerable.Repeat(int.MaxValue, values.Count).ToArray();
        var candidates = new SortedSet<int>();
        for (int pass = 0; pass < levels.Count; pass++)
        {
            foreach (int user in schedule.Needed(pass))
            {
                bool userIsNew = firstPass[user] >= pass;
                bool userWaits = levels[user] >= pass;
                foreach (int value in values.OperandsOf(user))
                {
                    bool isDoneBefore = firstPass[value] < pass;
                    if (values.HasSeveralLeaves(value) && levels[value] < pass && (userWaits || (userIsNew && isDoneBefore))) candidates.Add(value);
                }
            }
            foreach (int value in schedule.Needed(pass)) firstPass[value] = Math.Min(firstPass[value], pass);
        }
        return candidates.ToList();
    }
}
