using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>Runs a pass over a part of a tensor, in units that any thread can take, and leaves the partials of its reductions.</summary>
/// <remarks>A unit is a chunk, or for a pass that folds rows, columns or blocks what <see cref="PassInfo.Units"/> says.</remarks>
internal unsafe partial struct PassRunner<TStep, TTensor> : IPassRunner<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>The pass.</summary>
    public PassInfo Info;

    /// <summary>How many numbers are computed side by side.</summary>
    public int LaneCount;

    /// <summary>Step values.</summary>
    public TStep* Step;

    /// <summary>Tensor values.</summary>
    public TTensor* Tensor;

    /// <summary>Where the arrays are.</summary>
    public TensorMemory Memory;

    /// <summary>How the tensor is cut.</summary>
    public TensorShape Shape;

    /// <summary>The first unit.</summary>
    public nint FirstUnit;

    /// <summary>The unit after the last.</summary>
    public nint EndUnit;

    /// <summary>The partials of all chunks of one reduction, then those of the next.</summary>
    public float* Partials;

    /// <summary>From the partials of one reduction to those of the next.</summary>
    public nint PartialStride;

    /// <summary>The partials of columns: for each slab of rows, those of one reduction after the other.</summary>
    public float* ColumnPartials;

    /// <summary>The first element of the row or block that is folded; 0 where the tensor is.</summary>
    private nint _runStart;

    /// <summary>The partials of the columns of the slab that is folded, so that element i goes to place i.</summary>
    private float* _columnPartials;

    /// <inheritdoc/>
    public void Run<TPass>()
        where TPass : struct, IPass<TStep, TTensor> => RunChunks<WholePass<TPass>>();

    private void RunChunks<TRange>()
        where TRange : struct, IRange
    {
        if (TRange.Reductions.Length == 0)
            TRange.Run(ref this, FirstUnit * Fold.ChunkLength, Math.Min(EndUnit * Fold.ChunkLength, Memory.Length), null);
        else
            FoldChunks<TRange>(TRange.Reductions);
    }

    [SkipLocalsInit]
    private void FoldChunks<TRange>(ReadOnlySpan<Reduction> reductions)
        where TRange : struct, IRange
    {
        float* tiles = stackalloc float[reductions.Length * Fold.ChunkTiles];
        byte* room = stackalloc byte[(reductions.Length * Accumulator.Lanes * sizeof(float)) + NativeBlock.Alignment];
        float* lanes = (float*)NativeBlock.Align((nint)room);
        for (nint chunk = FirstUnit; chunk < EndUnit; chunk++)
        {
            for (int tile = 0; tile < Fold.ChunkTiles; tile++)
                FoldTile<TRange>(reductions, (chunk * Fold.ChunkLength) + (tile * Fold.TileLength), lanes, tiles + tile);
            for (int i = 0; i < reductions.Length; i++)
                Partials[(i * PartialStride) + chunk] = Fold.Tiles(tiles + (i * Fold.ChunkTiles), reductions[i]);
        }
    }

    private void FoldTile<TRange>(ReadOnlySpan<Reduction> reductions, nint start, float* lanes, float* tile)
        where TRange : struct, IRange
    {
        if (start >= Memory.Length)
        {
            for (int i = 0; i < reductions.Length; i++)
                tile[i * Fold.ChunkTiles] = Fold.Start(reductions[i]);
            return;
        }
        for (int i = 0; i < reductions.Length; i++)
            Fold.Clear(lanes + (i * Accumulator.Lanes), reductions[i]);
        TRange.Run(ref this, start, Math.Min(start + Fold.TileLength, Memory.Length), lanes);
        for (int i = 0; i < reductions.Length; i++)
            tile[i * Fold.ChunkTiles] = Fold.Lanes(lanes + (i * Accumulator.Lanes), reductions[i]);
    }

    /// <summary>How a pass runs over a range of elements.</summary>
    private interface IRange
    {
        static abstract ReadOnlySpan<Reduction> Reductions { get; }

        static abstract void Run(ref PassRunner<TStep, TTensor> runner, nint start, nint end, float* lanes);
    }

    /// <summary>A pass to which all elements are alike.</summary>
    private readonly struct WholePass<TPass> : IRange
        where TPass : struct, IPass<TStep, TTensor>
    {
        public static ReadOnlySpan<Reduction> Reductions => TPass.Reductions;

        public static void Run(ref PassRunner<TStep, TTensor> runner, nint start, nint end, float* lanes)
        {
            nint next = runner.LaneCount switch
            {
                16 => TPass.Run<Lanes512>(in *runner.Step, in *runner.Tensor, in runner.Memory, start, end, lanes),
                8 => TPass.Run<Lanes256>(in *runner.Step, in *runner.Tensor, in runner.Memory, start, end, lanes),
                4 => TPass.Run<Lanes128>(in *runner.Step, in *runner.Tensor, in runner.Memory, start, end, lanes),
                _ => start,
            };
            if (next < end)
                TPass.Run<Lane>(in *runner.Step, in *runner.Tensor, in runner.Memory, next, end, lanes);
        }
    }
}
