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

    /// <summary>The largest value of each chunk, where the partials are there already but for chunks in which it is above <see cref="Limit"/>; null otherwise.</summary>
    public float* Largest;

    /// <summary>Up to which the partials that are there hold.</summary>
    public float Limit;

    /// <summary>The partials of columns: for each slab of rows, those of one reduction after the other.</summary>
    public float* ColumnPartials;

    /// <summary>The first element of the row or block that is folded; 0 where the tensor is.</summary>
    private nint _runStart;

    /// <summary>The partials of the columns of the slab that is folded, so that element i goes to place i.</summary>
    private float* _columnPartials;

    /// <inheritdoc/>
    public void Run<TPass>()
        where TPass : struct, IPass<TStep, TTensor> => RunChunks<WholePass<TPass>>();

    /// <summary>Whether the partials of some chunk are not there yet.</summary>
    public readonly bool HasWork()
    {
        for (nint chunk = FirstUnit; chunk < EndUnit; chunk++)
        {
            if (!Holds(chunk))
                return true;
        }
        return false;
    }

    // NaN is above every limit.
    private readonly bool Holds(nint chunk) => Largest is not null && Largest[chunk] <= Limit;

    private void RunChunks<TRange>()
        where TRange : struct, IRange
    {
        if (TRange.Reductions.Length == 0)
            TRange.Run(ref this, FirstUnit * Fold.ChunkLength, Math.Min(EndUnit * Fold.ChunkLength, Memory.Length));
        else
            FoldChunks<TRange>(TRange.Reductions);
    }

    [SkipLocalsInit]
    private void FoldChunks<TRange>(ReadOnlySpan<Reduction> reductions)
        where TRange : struct, IRange
    {
        byte* room = stackalloc byte[ChunkFold.SizeFor(reductions.Length)];
        var fold = new ChunkFold(room, reductions);
        // The first half in turns with the second.
        nint half = (EndUnit - FirstUnit) / 2;
        for (nint chunk = FirstUnit; chunk < FirstUnit + half; chunk++)
            FoldTwo<TRange>(chunk, half, fold, reductions.Length);
        if (FirstUnit + (2 * half) < EndUnit)
            FoldOne<TRange>(EndUnit - 1, fold, reductions.Length);
    }

    private void FoldOne<TRange>(nint chunk, ChunkFold fold, int reductions)
        where TRange : struct, IRange
    {
        if (Holds(chunk))
            return;
        nint start = chunk * Fold.ChunkLength;
        int tiles = FoldTiles<TRange>(start, Math.Min(start + Fold.ChunkLength, Memory.Length), distance: 0, fold);
        for (int i = 0; i < reductions; i++)
            Partials[(i * PartialStride) + chunk] = fold.Partial(i, tiles);
    }

    private void FoldTwo<TRange>(nint chunk, nint distance, ChunkFold fold, int reductions)
        where TRange : struct, IRange
    {
        nint start = chunk * Fold.ChunkLength;
        bool isSecondFull = start + ((distance + 1) * Fold.ChunkLength) <= Memory.Length;
        if (!TRange.TakesPairs || !isSecondFull || Holds(chunk) || Holds(chunk + distance))
        {
            FoldOne<TRange>(chunk, fold, reductions);
            FoldOne<TRange>(chunk + distance, fold, reductions);
            return;
        }
        int tiles = FoldTiles<TRange>(start, start + Fold.ChunkLength, distance * Fold.ChunkLength, fold);
        for (int i = 0; i < reductions; i++)
        {
            Partials[(i * PartialStride) + chunk] = fold.Partial(i, tiles, chunk: 0);
            Partials[(i * PartialStride) + chunk + distance] = fold.Partial(i, tiles, chunk: 1);
        }
    }

    /// <summary>Folds elements of one chunk, tile by tile, and in turns with them as many <paramref name="distance"/> elements on, unless that is 0.</summary>
    /// <returns>How many tiles there are.</returns>
    private int FoldTiles<TRange>(nint start, nint end, nint distance, ChunkFold fold)
        where TRange : struct, IRange
    {
        int tiles = Fold.TileCount(end - start);
        for (int tile = 0; tile < tiles; tile++, start += Fold.TileLength)
            TRange.FoldTile(ref this, start, Math.Min(start + Fold.TileLength, end), distance, fold, tile);
        return tiles;
    }

    /// <summary>How a pass runs over a range of elements.</summary>
    private interface IRange
    {
        static abstract ReadOnlySpan<Reduction> Reductions { get; }

        /// <summary>Whether two tiles may be folded in turns.</summary>
        static abstract bool TakesPairs { get; }

        static abstract void Run(ref PassRunner<TStep, TTensor> runner, nint start, nint end);

        /// <summary>Folds a tile, and in turns with it the one <paramref name="distance"/> elements on, unless that is 0.</summary>
        static abstract void FoldTile(ref PassRunner<TStep, TTensor> runner, nint start, nint end, nint distance, ChunkFold fold, int tile);
    }

    /// <summary>A pass to which all elements are alike.</summary>
    private readonly struct WholePass<TPass> : IRange
        where TPass : struct, IPass<TStep, TTensor>
    {
        public static ReadOnlySpan<Reduction> Reductions => TPass.Reductions;

        public static bool TakesPairs => !TPass.Writes;

        public static void Run(ref PassRunner<TStep, TTensor> runner, nint start, nint end) =>
            RunPieces(ref runner, start, end, null);

        public static void FoldTile(ref PassRunner<TStep, TTensor> runner, nint start, nint end, nint distance, ChunkFold fold, int tile)
        {
            // What does not fill the last vector is a piece by itself; a pass that writes goes straight through memory.
            if (TPass.Writes || ((end - start) & (runner.LaneCount - 1)) != 0)
            {
                fold.ClearLanes();
                RunPieces(ref runner, start, end, fold.Lanes);
                fold.EndPieces(tile);
                return;
            }
            switch (runner.LaneCount)
            {
                case 16: FoldWhole<Lanes512>(ref runner, start, end, distance, fold, tile); break;
                case 8: FoldWhole<Lanes256>(ref runner, start, end, distance, fold, tile); break;
                case 4: FoldWhole<Lanes128>(ref runner, start, end, distance, fold, tile); break;
                default: FoldWhole<Lane>(ref runner, start, end, distance, fold, tile); break;
            }
        }

        // Optimized from the first call on, for it is called for every tile.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void FoldWhole<TLanes>(ref PassRunner<TStep, TTensor> runner, nint start, nint end, nint distance, ChunkFold fold, int tile)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            TPass.Run<TLanes, WholeTileFold>(in *runner.Step, in *runner.Tensor, in runner.Memory, start, end, new WholeTileFold(fold.Lanes, distance));
            fold.EndWhole<TLanes>(tile, isPair: distance > 0);
        }

        private static void RunPieces(ref PassRunner<TStep, TTensor> runner, nint start, nint end, float* lanes)
        {
            nint next = runner.LaneCount switch
            {
                16 => RunPiece<Lanes512>(ref runner, start, end, lanes),
                8 => RunPiece<Lanes256>(ref runner, start, end, lanes),
                4 => RunPiece<Lanes128>(ref runner, start, end, lanes),
                _ => start,
            };
            // What is left of wide lanes may still fill narrow ones.
            if (runner.LaneCount > Lanes128.Count && next <= end - Lanes128.Count)
                next = RunPiece<Lanes128>(ref runner, next, end, lanes);
            if (next < end)
                RunPiece<Lane>(ref runner, next, end, lanes);
        }

        private static nint RunPiece<TLanes>(ref PassRunner<TStep, TTensor> runner, nint start, nint end, float* lanes)
            where TLanes : unmanaged, ILanes<TLanes> =>
            TPass.Run<TLanes, SequentialTileFold>(in *runner.Step, in *runner.Tensor, in runner.Memory, start, end, new SequentialTileFold(lanes, start));
    }
}
