using System.Numerics;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>Folds the partials of a run's chunks as they come, to the bits of <see cref="Fold.Chunks"/>.</summary>
internal unsafe struct RunTotal(Reduction reduction)
{
    private nint _chunks;
    private float _first;

    /// <summary>Takes the partial of the next chunk.</summary>
    /// <param name="partial">The partial.</param>
    /// <param name="lanes">Room for <see cref="Fold.TotalLanes"/> numbers, the same in every call; untouched by a run of one chunk.</param>
    public void Add(float partial, double* lanes)
    {
        if (reduction != Reduction.Sum)
            _first = _chunks == 0 ? partial : Larger(_first, partial);
        else if (_chunks == 0)
            _first = partial;
        else
            AddToLanes(partial, lanes);
        _chunks++;
    }

    /// <summary>The total; 0 if there was no chunk.</summary>
    public readonly double Value(double* lanes)
    {
        if (_chunks == 0)
            return 0;
        // The first lane starts from +0, which turns -0 to +0.
        if (reduction != Reduction.Sum || _chunks == 1)
            return reduction == Reduction.Sum ? 0.0 + _first : _first;
        int width = _chunks >= Fold.TotalLanes ? Fold.TotalLanes : (int)BitOperations.RoundUpToPowerOf2((uint)_chunks);
        for (int half = width / 2; half >= 1; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
        }
        return lanes[0];
    }

    private readonly void AddToLanes(float partial, double* lanes)
    {
        if (_chunks == 1)
        {
            new Span<double>(lanes, Fold.TotalLanes).Clear();
            lanes[0] += _first;
        }
        lanes[_chunks & (Fold.TotalLanes - 1)] += partial;
    }

    private static float Larger(float left, float right)
    {
        float larger;
        Lane.Store(Lane.Largest(Lane.Broadcast(left), Lane.Broadcast(right)), &larger);
        return larger;
    }
}
