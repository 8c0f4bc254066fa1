using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>
/// Folds a tile that one kernel visits whole, vector after vector. Lanes come in the order in which the tree of halves joins them
/// (0, 64, 32, 96, 16, ..), so that each subtree is joined as soon as its second half is there, and no lane waits in memory.
/// </summary>
/// <remarks>
/// Two tiles that lie far apart may be folded in turns: a processor reads more from memory in two places than it does in one.
/// </remarks>
public unsafe struct WholeTileFold : ITileFold
{
    // Numbers for a tile's part of a reduction, at most: those of 16 lanes for each level of their tree.
    private const int TileRoom = Accumulator.Lanes / 2;

    // Numbers of seven bits, with their bits in reverse; and one for the turn after the last.
    private static ReadOnlySpan<byte> JoiningOrder =>
    [
        0, 64, 32, 96, 16, 80, 48, 112, 8, 72, 40, 104, 24, 88, 56, 120, 4, 68, 36, 100, 20, 84, 52, 116, 12, 76, 44, 108, 28, 92, 60, 124,
        2, 66, 34, 98, 18, 82, 50, 114, 10, 74, 42, 106, 26, 90, 58, 122, 6, 70, 38, 102, 22, 86, 54, 118, 14, 78, 46, 110, 30, 94, 62, 126,
        1, 65, 33, 97, 17, 81, 49, 113, 9, 73, 41, 105, 25, 89, 57, 121, 5, 69, 37, 101, 21, 85, 53, 117, 13, 77, 45, 109, 29, 93, 61, 125,
        3, 67, 35, 99, 19, 83, 51, 115, 11, 75, 43, 107, 27, 91, 59, 123, 7, 71, 39, 103, 23, 87, 55, 119, 15, 79, 47, 111, 31, 95, 63, 127,
        0,
    ];

    private readonly float* _room;
    private readonly nint _distance;
    private readonly int _isPair;
    private int _next;

    /// <param name="room">Room for <see cref="Accumulator.Lanes"/> numbers of each reduction.</param>
    /// <param name="distance">Elements from the tile to the one that is folded in turns with it; 0 for none.</param>
    internal WholeTileFold(float* room, nint distance)
    {
        _room = room;
        _distance = distance;
        _isPair = distance == 0 ? 0 : 1;
    }

    private readonly int TileOfTurn => (_next - 1) & _isPair;

    private readonly int Turn => ((_next - 1) >> _isPair) + 1;

    /// <summary>What is left of a reduction when the kernel is done: as many lanes as it goes on by, not yet joined.</summary>
    /// <param name="room">Room that the fold was given.</param>
    /// <param name="reduction">Its place among the kernel's reductions.</param>
    /// <param name="tile">0 for the tile, 1 for the one that was folded in turns with it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float* LanesOf<TLanes>(float* room, int reduction, int tile)
        where TLanes : unmanaged, ILanes<TLanes> =>
        RoomOf(room, reduction, tile) + (int.Log2(Accumulator.Lanes / TLanes.Count) * TLanes.Count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next<TLanes>(nint start, nint end, out nint first, out nint last)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int turn = _next >> _isPair;
        nint tile = (_next & _isPair) * _distance;
        _next++;
        first = start + tile + Unsafe.Add(ref MemoryMarshal.GetReference(JoiningOrder), turn);
        last = end + tile - TLanes.Count;
        return turn < Accumulator.Lanes / TLanes.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchAhead<TStorage, TLanes>(void* array, nint start)
        where TStorage : struct, IStorage
        where TLanes : unmanaged, ILanes<TLanes>
    {
        const int Share = Fold.TileLength / Accumulator.Lanes;
        Lookahead.Fetch<TStorage>(array, start + (TileOfTurn * _distance) + ((Turn - 1) * TLanes.Count * Share), TLanes.Count * Share);
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
    public readonly void KeepSum<TLanes>(int reduction, TLanes sum)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* level = RoomOf(_room, reduction, TileOfTurn);
        for (int turn = Turn; (turn & 1) == 0; turn >>= 1, level += TLanes.Count)
            sum = TLanes.Load(level) + sum;
        TLanes.Store(sum, level);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void KeepLargest<TLanes>(int reduction, TLanes largest)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* level = RoomOf(_room, reduction, TileOfTurn);
        for (int turn = Turn; (turn & 1) == 0; turn >>= 1, level += TLanes.Count)
            largest = TLanes.Largest(TLanes.Load(level), largest);
        TLanes.Store(largest, level);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void KeepLargestMagnitude<TLanes>(int reduction, TLanes largest)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* level = RoomOf(_room, reduction, TileOfTurn);
        for (int turn = Turn; (turn & 1) == 0; turn >>= 1, level += TLanes.Count)
            largest = TLanes.LargestMagnitude(TLanes.Load(level), largest);
        TLanes.Store(largest, level);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* RoomOf(float* room, int reduction, int tile) => room + (reduction * Accumulator.Lanes) + (tile * TileRoom);
}
