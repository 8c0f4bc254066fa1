namespace StableSpamCompose.Execution;

/// <summary>How the tensors of a step are shared out: a large one is spread over the threads by chunks, small ones are handed out whole.</summary>
internal sealed class TensorShares
{
    /// <summary>From this many elements on a tensor is spread over the threads; below, the passes are too short to meet for.</summary>
    private const int LargeLength = 16 * Fold.ChunkLength;

    /// <summary>Up to this many elements the caller is done with all small tensors before another thread is awake.</summary>
    private const int CallerOnlyLength = 8 * Fold.ChunkLength;

    private readonly int _threads;
    private readonly StepParameter[] _large;
    private readonly StepParameter[] _small;
    private int _largeCount;
    private int _smallCount;
    private nint _smallLength;

    /// <param name="parameters">Most tensors of a step.</param>
    /// <param name="threads">Threads that work on it.</param>
    public TensorShares(int parameters, int threads)
    {
        _threads = threads;
        _large = new StepParameter[parameters];
        _small = new StepParameter[parameters];
    }

    /// <summary>The tensors to spread, as they were added.</summary>
    public ReadOnlySpan<StepParameter> Large => _large.AsSpan(0, _largeCount);

    /// <summary>The tensors to hand out, as they were added.</summary>
    public ReadOnlySpan<StepParameter> Small => _small.AsSpan(0, _smallCount);

    /// <summary>Whether the small ones are worth waking other threads for.</summary>
    public bool AreSmallWorthSharing => _smallCount > 1 && _smallLength > CallerOnlyLength;

    /// <summary>Whether tensors of <paramref name="length"/> elements together are work for more than the caller.</summary>
    public bool AreWorthSharing(nint length) => _threads > 1 && length > CallerOnlyLength;

    /// <summary>Whether a tensor of <paramref name="length"/> elements is a large one.</summary>
    public bool IsLarge(nint length) => _threads > 1 && length >= LargeLength;

    /// <summary>Forgets all tensors, for the next step.</summary>
    public void Clear()
    {
        _largeCount = 0;
        _smallCount = 0;
        _smallLength = 0;
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
    }
}
