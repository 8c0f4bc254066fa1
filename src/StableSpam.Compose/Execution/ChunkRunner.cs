using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>Runs a pass over some chunks of a tensor and leaves the partials of its reductions.</summary>
internal unsafe struct ChunkRunner<TStep, TTensor> : IPassRunner<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>How many numbers are computed side by side.</summary>
    public int LaneCount;

    /// <summary>Step values.</summary>
    public TStep* Step;

    /// <summary>Tensor values.</summary>
    public TTensor* Tensor;

    /// <summary>Where the arrays are.</summary>
    public TensorMemory Memory;

    /// <summary>The first chunk.</summary>
    public nint FirstChunk;

    /// <summary>The chunk after the last.</summary>
    public nint EndChunk;

    /// <summary>The partials of all chunks of one reduction, then those of the next.</summary>
    public float* Partials;

    /// <summary>From the partials of one reduction to those of the next.</summary>
    public nint PartialStride;

    /// <inheritdoc/>
    public void Run<TPass>()
        where TPass : struct, IPass<TStep, TTensor>
    {
        if (TPass.Reductions.Length == 0)
            RunRange<TPass>(FirstChunk * Fold.ChunkLength, Math.Min(EndChunk * Fold.ChunkLength, Memory.Length), null);
        else
            FoldChunks<TPass>(TPass.Reductions);
    }

    [SkipLocalsInit]
    private void FoldChunks<TPass>(ReadOnlySpan<Reduction> reductions)
        where TPass : struct, IPass<TStep, TTensor>
    {
        float* tiles = stackalloc float[reductions.Length * Fold.ChunkTiles];
        byte* room = stackalloc byte[(reductions.Length * Accumulator.Lanes * sizeof(float)) + NativeBlock.Alignment];
        float* lanes = (float*)NativeBlock.Align((nint)room);
        for (nint chunk = FirstChunk; chunk < EndChunk; chunk++)
        {
            for (int tile = 0; tile < Fold.ChunkTiles; tile++)
                FoldTile<TPass>(reductions, (chunk * Fold.ChunkLength) + (tile * Fold.TileLength), lanes, tiles + tile);
            for (int i = 0; i < reductions.Length; i++)
                Partials[(i * PartialStride) + chunk] = Fold.Tiles(tiles + (i * Fold.ChunkTiles), reductions[i]);
        }
    }

    private void FoldTile<TPass>(ReadOnlySpan<Reduction> reductions, nint start, float* lanes, float* tile)
        where TPass : struct, IPass<TStep, TTensor>
    {
        if (start >= Memory.Length)
        {
            for (int i = 0; i < reductions.Length; i++)
                tile[i * Fold.ChunkTiles] = Fold.Start(reductions[i]);
            return;
        }
        for (int i = 0; i < reductions.Length; i++)
            Fold.Clear(lanes + (i * Accumulator.Lanes), reductions[i]);
        RunRange<TPass>(start, Math.Min(start + Fold.TileLength, Memory.Length), lanes);
        for (int i = 0; i < reductions.Length; i++)
            tile[i * Fold.ChunkTiles] = Fold.Lanes(lanes + (i * Accumulator.Lanes), reductions[i]);
    }

    private void RunRange<TPass>(nint start, nint end, float* lanes)
        where TPass : struct, IPass<TStep, TTensor>
    {
        nint next = LaneCount switch
        {
            16 => TPass.Run<Lanes512>(in *Step, in *Tensor, in Memory, start, end, lanes),
            8 => TPass.Run<Lanes256>(in *Step, in *Tensor, in Memory, start, end, lanes),
            4 => TPass.Run<Lanes128>(in *Step, in *Tensor, in Memory, start, end, lanes),
            _ => start,
        };
        if (next < end)
            TPass.Run<Lane>(in *Step, in *Tensor, in Memory, next, end, lanes);
    }
}
