using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>Folds a tile that one kernel visits whole, vector after vector: what folds into the same lanes does so in a register, which is then kept.</summary>
/// <remarks>
/// Two tiles that lie far apart may be folded in turns: a processor reads more from memory in two places than it does in one.
/// Their lanes are kept in turns too: a vector of the one, a vector of the other.
/// </remarks>
public unsafe struct WholeTileFold : ITileFold
{
    private readonly float* _room;
    private readonly nint _distance;
    private readonly nint _ahead;
    private readonly int _isPair;
    private nint _kept;
    private nint _lane;
    private nint _nextTile;

    /// <param name="room">Room for <see cref="ChunkFold.LaneRoom"/> numbers of each reduction.</param>
    /// <param name="distance">Elements from the tile to the one that is folded in turns with it; 0 for none.</param>
    internal WholeTileFold(float* room, nint distance)
    {
        _room = room;
        _distance = distance;
        _isPair = distance == 0 ? 0 : 1;
        _ahead = distance == 0 ? 2 * Fold.TileLength : Fold.TileLength;
    }

    private readonly nint Tile => _distance - _nextTile;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next<TLanes>(nint start, nint end, out nint first, out nint last)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        _lane = (_kept >> _isPair) & -TLanes.Count;
        _kept += TLanes.Count;
        first = start + _nextTile + _lane;
        last = end + _nextTile - TLanes.Count;
        _nextTile = Tile;
        return _lane < Accumulator.Lanes;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchAhead<TStorage, TLanes>(void* array, nint start)
        where TStorage : struct, IStorage
        where TLanes : unmanaged, ILanes<TLanes>
    {
        const int Share = Fold.TileLength / Accumulator.Lanes;
        Lookahead.Fetch<TStorage>(array, start + Tile + (_lane * Share) + _ahead, TLanes.Count * Share);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Sum<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Broadcast(Fold.Start(Reduction.Sum));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TLanes Largest<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Broadcast(Fold.Start(Reduction.Largest));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Keep<TLanes>(int reduction, TLanes lanes)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Store(lanes, _room + (reduction * ChunkFold.LaneRoom) + _kept - TLanes.Count);
}
