namespace StableSpamCompose.Execution;

/// <summary>Spreads one pass over one large tensor over the threads, some chunks an item.</summary>
internal sealed class SpreadPass<TStep, TTensor>(WorkerPool pool) : IWork
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Items that each thread gets of a pass, on average: enough to even out what disturbs one of them.</summary>
    private const int ItemsPerThread = 8;

    private PassKernels<TStep, TTensor>? _kernels;
    private ChunkRunner<TStep, TTensor> _all;
    private int _pass;
    private nint _chunksPerItem;

    /// <summary>Runs a pass over the chunks of <paramref name="all"/>.</summary>
    public void Run(PassKernels<TStep, TTensor> kernels, int pass, in ChunkRunner<TStep, TTensor> all)
    {
        _kernels = kernels;
        _all = all;
        _pass = pass;
        _chunksPerItem = Math.Max(1, all.EndChunk / (pool.Threads * ItemsPerThread));
        pool.Run(this, checked((int)((all.EndChunk + _chunksPerItem - 1) / _chunksPerItem)));
    }

    void IWork.Run(int item, int worker)
    {
        ChunkRunner<TStep, TTensor> runner = _all;
        runner.FirstChunk = item * _chunksPerItem;
        runner.EndChunk = Math.Min(runner.FirstChunk + _chunksPerItem, _all.EndChunk);
        _kernels!.Run(_pass, ref runner);
    }
}
