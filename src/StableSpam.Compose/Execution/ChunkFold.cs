using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>The fold of a chunk, or of two in turns: room for the tile that is folded, and what the tiles before it have come to.</summary>
/// <param name="room">Memory of <see cref="SizeFor"/> bytes.</param>
/// <param name="reductions">How the pass folds.</param>
internal readonly unsafe ref struct ChunkFold(byte* room, ReadOnlySpan<Reduction> reductions)
{
    /// <summary>Numbers of a reduction while its lanes are kept: those of two tiles.</summary>
    public const int LaneRoom = 2 * Accumulator.Lanes;

    private readonly float* _room = (float*)NativeBlock.Align((nint)room);
    private readonly ReadOnlySpan<Reduction> _reductions = reductions;

    /// <summary>Bytes for the fold of some reductions.</summary>
    public static int SizeFor(int reductions) =>
        (reductions * (LaneRoom + (2 * Fold.ChunkTiles)) * sizeof(float)) + NativeBlock.Alignment;

    /// <summary>The lanes that a tile folds into: <see cref="LaneRoom"/> numbers of each reduction.</summary>
    public float* Lanes => _room;

    /// <summary>Sets the lanes to the start of their reductions, for a tile that is folded straight through or in pieces.</summary>
    public void ClearLanes()
    {
        for (int i = 0; i < _reductions.Length; i++)
            Fold.Clear(LanesOf(i), _reductions[i]);
    }

    /// <summary>Ends a tile that was folded straight through or in pieces.</summary>
    /// <param name="tile">Its number in the chunk.</param>
    public void EndPieces(int tile)
    {
        for (int i = 0; i < _reductions.Length; i++)
            PartialsOf(i, chunk: 0)[tile] = Fold.Lanes(LanesOf(i), _reductions[i]);
    }

    /// <summary>Ends a tile that was folded lane by lane, or two in turns.</summary>
    /// <param name="tile">Its number in the chunk.</param>
    /// <param name="isPair">Whether there are two, of two chunks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndWhole<TLanes>(int tile, bool isPair)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int i = 0; i < _reductions.Length; i++)
        {
            nint stride = isPair ? 2 * TLanes.Count : TLanes.Count;
            PartialsOf(i, chunk: 0)[tile] = Fold.Lanes<TLanes>(LanesOf(i), stride, _reductions[i]);
            if (isPair)
                PartialsOf(i, chunk: 1)[tile] = Fold.Lanes<TLanes>(LanesOf(i) + TLanes.Count, stride, _reductions[i]);
        }
    }

    /// <summary>A chunk's partial of a reduction. Those of its tiles are used up.</summary>
    /// <param name="reduction">Its place in the pass.</param>
    /// <param name="tiles">Tiles that hold elements; those after them are folds of nothing.</param>
    /// <param name="chunk">0 for the first of two chunks, or the only one; 1 for the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Partial(int reduction, int tiles, int chunk = 0)
    {
        float* partials = PartialsOf(reduction, chunk);
        for (int tile = tiles; tile < Fold.ChunkTiles; tile++)
            partials[tile] = Fold.Start(_reductions[reduction]);
        return Fold.Tiles(partials, _reductions[reduction]);
    }

    private float* LanesOf(int reduction) => _room + (reduction * LaneRoom);

    private float* PartialsOf(int reduction, int chunk) =>
        _room + (_reductions.Length * LaneRoom) + (((2 * reduction) + chunk) * Fold.ChunkTiles);
}
