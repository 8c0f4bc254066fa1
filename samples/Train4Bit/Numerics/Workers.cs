using StableSpamCompose.Execution;

namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>The threads that a model computes on: those that its optimizer uses too, so that the two never compete.</summary>
public sealed class Workers
{
    private readonly WorkerPool _pool;

    /// <summary>Takes the shared threads.</summary>
    /// <param name="threads">How many, the caller's included.</param>
    public Workers(int threads)
    {
        _pool = WorkerPool.Shared(threads);
        Count = threads;
    }

    /// <summary>How many there are, the caller's included.</summary>
    public int Count { get; }

    /// <summary>Does items 0 .. <paramref name="items"/> - 1 in any order.</summary>
    /// <param name="items">How many.</param>
    /// <param name="body">Is given the item and the number of its thread.</param>
    public void Run(int items, Action<int, int> body) => _pool.Run(new Body(body), items);

    /// <summary>Does rows 0 .. <paramref name="rows"/> - 1 in runs.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="rowsPerItem">How many a run has; the last may have fewer.</param>
    /// <param name="body">Is given the first row of a run and its end.</param>
    public void RunRows(int rows, int rowsPerItem, Action<int, int> body) =>
        Run(
            Items(rows, rowsPerItem),
            (item, _) => body(item * rowsPerItem, Math.Min(rows, (item + 1) * rowsPerItem)));

    /// <summary>How many runs of <paramref name="rowsPerItem"/> rows there are.</summary>
    public static int Items(int rows, int rowsPerItem) => (rows + rowsPerItem - 1) / rowsPerItem;

    private sealed class Body(Action<int, int> body) : IWork
    {
        public void Run(int item, int worker) => body(item, worker);
    }
}
