namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// How much a search for a schedule may do. It counts what it looks at, not the time that this takes, so that a recipe has the
/// same plan everywhere; programs of the usual sizes are searched to the end.
/// </summary>
/// <param name="size">What it takes to look at one schedule of the program: its values times its levels.</param>
internal sealed class SearchBudget(int size)
{
    private const int MostValues = 1_000_000;

    private int _left = Math.Max(1, MostValues / Math.Max(1, size));

    /// <summary>Whether the best that was found must do.</summary>
    public bool IsSpent => _left <= 0;

    /// <summary>Makes a schedule.</summary>
    public Schedule Try(ElementValues values, Levels levels, IReadOnlyList<int> scratch)
    {
        _left--;
        return new Schedule(values, levels, scratch);
    }
}
