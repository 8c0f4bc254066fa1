using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>
/// Folds a tile, or a piece of one, straight through its elements: all lanes lie in memory meanwhile. For what comes in pieces, and
/// for passes that write, whose many arrays memory follows best so.
/// </summary>
public unsafe struct SequentialTileFold : ITileFold
{
    private readonly float* _lanes;
    private readonly nint _first;
    private nint _next;

    /// <param name="lanes">The lanes of the tile: <see cref="ChunkFold.LaneRoom"/> numbers of each reduction.</param>
    /// <param name="first">The first element, counted from the start of the tile or of a tile before it.</param>
    internal SequentialTileFold(float* lanes, nint first)
    {
        _lanes = lanes;
        _first = first;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next<TLanes>(nint start, nint end, out nint first, out nint last)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        first = start + _next;
        last = first;
        _next += TLanes.Count;
        return first <= end - TLanes.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchAhead<TStorage, TLanes>(void* array, nint start)
        where TStorage : struct, IStorage
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Processors look ahead by themselves where elements come one after the other.
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Sum<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Load(Place<TLanes>(reduction));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Largest<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Load(Place<TLanes>(reduction));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Keep<TLanes>(int reduction, TLanes lanes)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Store(lanes, Place<TLanes>(reduction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float* Place<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes> =>
        _lanes + (reduction * ChunkFold.LaneRoom) + ((_first + _next - TLanes.Count) & (Accumulator.Lanes - 1));
}
