namespace StableSpamCompose.Execution;

/// <summary>How the tensors of a step are shared out: a large one is spread over the threads by chunks, small ones are handed out whole, all their passes to one thread.</summary>
internal sealed class TensorShares
{
    /// <summary>Below this many elements the passes over a tensor are too short for threads to meet for each.</summary>
    private const int LeastLargeLength = 16 * Fold.ChunkLength;

    /// <summary>
    /// A tensor that is less than this part of a thread's work is handed out whole: its passes need no barriers, and the thread
    /// that gets the last one keeps the others waiting for no longer than that.
    /// </summary>
    private const int LargePart = 16;

    /// <summary>Up to this many elements the caller is done with all small tensors before another thread is awake.</summary>
    private const int CallerOnlyLength = 8 * Fold.ChunkLength;

    /// <summary>Elements of a batch of small tensors, at least: work enough to be worth asking for.</summary>
    private const int BatchLength = 2 * Fold.ChunkLength;

    private readonly int _threads;
    private readonly nint _largeLength;
    private readonly StepParameter[] _large;
    private readonly StepParameter[] _small;
    private readonly int[] _batchEnds;
    private int _largeCount;
    private int _smallCount;
    private int _batches;
    private nint _batchLength;
    private nint _smallLength;

    /// <param name="parameters">Most tensors of a step.</param>
    /// <param name="threads">Threads that work on it.</param>
    /// <param name="length">Elements of all tensors.</param>
    public TensorShares(int parameters, int threads, nint length)
    {
        _threads = threads;
        _largeLength = Math.Max(LeastLargeLength, length / (threads * LargePart));
        _large = new StepParameter[parameters];
        _small = new StepParameter[parameters];
        _batchEnds = new int[parameters];
    }

    /// <summary>The tensors to spread, as they were added.</summary>
    public ReadOnlySpan<StepParameter> Large => _large.AsSpan(0, _largeCount);

    /// <summary>The tensors to hand out, as they were added.</summary>
    public ReadOnlySpan<StepParameter> Small => _small.AsSpan(0, _smallCount);

    /// <summary>How many batches the small ones are handed out in.</summary>
    public int Batches => _batches + (_batches == 0 || _batchEnds[_batches - 1] < _smallCount ? 1 : 0);

    /// <summary>Whether the small ones are worth waking other threads for.</summary>
    public bool AreSmallWorthSharing => _smallCount > 1 && _smallLength > CallerOnlyLength;

    /// <summary>Whether tensors of <paramref name="length"/> elements together are work for more than the caller.</summary>
    public bool AreWorthSharing(nint length) => _threads > 1 && length > CallerOnlyLength;

    /// <summary>Whether a tensor of <paramref name="length"/> elements is a large one.</summary>
    public bool IsLarge(nint length) => _threads > 1 && length >= _largeLength;

    /// <summary>Forgets all tensors, for the next step.</summary>
    public void Clear()
    {
        _largeCount = 0;
        _smallCount = 0;
        _smallLength = 0;
        _batches = 0;
        _batchLength = 0;
    }

    /// <summary>The small ones of a batch.</summary>
    /// <param name="batch">Its number.</param>
    public ReadOnlySpan<StepParameter> Batch(int batch)
    {
        int start = batch == 0 ? 0 : _batchEnds[batch - 1];
        return _small.AsSpan(start, (batch < _batches ? _batchEnds[batch] : _smallCount) - start);
    }

    /// <summary>Adds a tensor of the step.</summary>
    public void Add(StepParameter parameter)
    {
        if (IsLarge(parameter.Length))
        {
            _large[_largeCount++] = parameter;
            return;
        }
        _small[_smallCount++] = parameter;
        _smallLength += parameter.Length;
        _batchLength += parameter.Length;
        if (_batchLength < BatchLength)
            return;
        _batchEnds[_batches++] = _smallCount;
        _batchLength = 0;
    }
}
