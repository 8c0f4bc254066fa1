namespace StableSpamCompose.Execution;

/// <summary>Spreads one pass over one large tensor over the threads, some units an item.</summary>
internal sealed class SpreadPass<TStep, TTensor>(WorkerPool pool) : IWork
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Items that each thread gets of a pass, on average: enough to even out what disturbs one of them.</summary>
    private const int ItemsPerThread = 8;

    private PassKernels<TStep, TTensor>? _kernels;
    private PassRunner<TStep, TTensor> _all;
    private int _pass;
    private nint _unitsPerItem;
    private int _items;

    /// <summary>Runs a pass over the units of <paramref name="all"/>.</summary>
    public void Run(PassKernels<TStep, TTensor> kernels, int pass, in PassRunner<TStep, TTensor> all)
    {
        _kernels = kernels;
        _all = all;
        _pass = pass;
        _unitsPerItem = Math.Max(1, all.EndUnit / (pool.Threads * ItemsPerThread));
        _items = checked((int)((all.EndUnit + _unitsPerItem - 1) / _unitsPerItem));
        pool.Run(this, _items);
    }

    void IWork.Run(int item, int worker)
    {
        PassRunner<TStep, TTensor> runner = _all;
        runner.FirstUnit = (_all.Info.IsBackwards ? _items - 1 - item : item) * _unitsPerItem;
        runner.EndUnit = Math.Min(runner.FirstUnit + _unitsPerItem, _all.EndUnit);
        _kernels!.Run(_pass, ref runner);
    }
}
