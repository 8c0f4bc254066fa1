using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>
/// The lanes of all tiles of a chunk, which are folded together when the chunk is done: folds that do not wait for each other
/// fill the gaps that each by itself would leave.
/// </summary>
/// <param name="room">Memory of <see cref="SizeFor"/> bytes.</param>
/// <param name="reductions">Reductions of the pass.</param>
internal readonly unsafe ref struct ChunkAccumulators(byte* room, int reductions)
{
    private readonly float* _lanes = (float*)NativeBlock.Align((nint)room);

    /// <summary>Bytes for the accumulators of some reductions.</summary>
    public static int SizeFor(int reductions) =>
        (reductions * Fold.ChunkTiles * Accumulator.Lanes * sizeof(float)) + NativeBlock.Alignment;

    /// <summary>Sets the lanes of the first tiles to the start of their reductions.</summary>
    public void Clear(int tiles, ReadOnlySpan<Reduction> kinds)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            for (int tile = 0; tile < tiles; tile++)
                Fold.Clear(OfTile(tile) + (i * Accumulator.Lanes), kinds[i]);
        }
    }

    /// <summary>The lanes of a tile: those of one reduction after the other.</summary>
    public float* OfTile(int tile) => _lanes + (tile * reductions * Accumulator.Lanes);

    /// <summary>The chunk's partial of a reduction. The lanes are used up.</summary>
    /// <param name="reduction">Its place in the pass.</param>
    /// <param name="kind">How it folds.</param>
    /// <param name="tiles">Tiles that hold elements; those after them are folds of nothing.</param>
    public float Partial(int reduction, Reduction kind, int tiles)
    {
        float* partials = stackalloc float[Fold.ChunkTiles];
        for (int tile = 0; tile < Fold.ChunkTiles; tile++)
            partials[tile] = tile < tiles ? Fold.Lanes(OfTile(tile) + (reduction * Accumulator.Lanes), kind) : Fold.Start(kind);
        return Fold.Tiles(partials, kind);
    }
}
