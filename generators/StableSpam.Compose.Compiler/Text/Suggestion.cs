namespace StableSpamCompose.Compiler.Text;

/// <summary>Guesses which name was meant by a misspelled one.</summary>
public static class Suggestion
{
    /// <summary>The one candidate closest to <paramref name="name"/>, or null when none is close or several are equally close.</summary>
    /// <remarks>
    /// Close means: a third of the longer name's characters inserted, deleted, replaced or swapped with their neighbour, at
    /// least one and never all. Letter case is no difference, but a candidate that agrees in case as well is preferred.
    /// </remarks>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        // What is longer is no misspelled name, and would take long to be compared.
        if (name.Length > 2 * RecipeLimits.NameLength) return null;
        string? best = null;
        int bestDistance = int.MaxValue;
        bool tied = false;
        foreach (string candidate in candidates)
        {
            if (candidate == best) continue;
            int distance = CostOf(name, candidate);
            if (distance > bestDistance) continue;
            tied = distance == bestDistance;
            if (tied) continue;
            best = candidate;
            bestDistance = distance;
        }
        return best is null || tied ? null : best;
    }

    /// <summary><c>"; did you mean 'x'?"</c>, or nothing when no candidate is close enough.</summary>
    public static string DidYouMean(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    // Doubled, so that agreement in letter case decides between candidates that are otherwise equally far.
    private static int CostOf(string name, string candidate)
    {
        int longer = Math.Max(name.Length, candidate.Length);
        int bound = Math.Min(Math.Max(1, longer / 3), longer - 1);
        if (candidate.Length == 0 || Math.Abs(name.Length - candidate.Length) > bound) return int.MaxValue;
        int distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
        if (distance > bound) return int.MaxValue;
        return (2 * distance) + (distance == Distance(name, candidate) ? 0 : 1);
    }

    // Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, each at a cost of one.
    private static int Distance(string from, string to)
    {
        var beforeLast = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++) last[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if (swapped) current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[to.Length];
    }
}
