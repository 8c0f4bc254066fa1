using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

// Passes that fold rows, columns or blocks, or read values of theirs.
internal unsafe partial struct PassRunner<TStep, TTensor>
{
    /// <inheritdoc/>
    public void RunSegmented<TPass>()
        where TPass : struct, ISegmentedPass<TStep, TTensor>
    {
        // What an earlier pass has left.
        _runStart = 0;
        _columnPartials = null;
        switch (TPass.Traversal)
        {
            case Traversal.Tensor:
                RunChunks<Segments<TPass>>();
                break;
            case Traversal.Blocks:
                FoldRuns<TPass>(Shape.BlockLength, Shape.Length);
                break;
            default:
                RunRows<TPass>();
                break;
        }
    }

    private void RunRows<TPass>()
        where TPass : struct, ISegmentedPass<TStep, TTensor>
    {
        (nint matrices, nint rows, nint columns) = Shape.Grid(TPass.Traversal);
        if (Info.Columns.Length == 0)
        {
            FoldRuns<TPass>(columns, matrices * rows * columns);
            return;
        }
        nint slabs = Fold.SlabCount(rows);
        for (nint slab = FirstUnit; slab < EndUnit; slab++)
        {
            float* partials = ColumnPartials + (slab * Info.Columns.Length * columns);
            ClearSlab(partials, columns);
            nint matrix = slab / slabs;
            nint first = (slab - (matrix * slabs)) * Fold.SlabRows;
            for (nint row = first; row < Math.Min(first + Fold.SlabRows, rows); row++)
            {
                nint start = ((matrix * rows) + row) * columns;
                _columnPartials = partials - start;
                FoldRun<TPass>((matrix * rows) + row, start, columns);
            }
        }
    }

    /// <summary>Runs over all rows or blocks of the range, the first half in turns with the second where segments do not matter.</summary>
    /// <param name="length">From one to the next.</param>
    /// <param name="end">The element after the last, which may cut the last one short.</param>
    private void FoldRuns<TPass>(nint length, nint end)
        where TPass : struct, ISegmentedPass<TStep, TTensor>
    {
        nint half = (EndUnit - FirstUnit) / 2;
        bool mayPair = Info.Runs.Length > 0 && !TPass.Writes && TPass.Boundaries == Boundaries.None && (length & (LaneCount - 1)) == 0 && EndUnit * length <= end;
        for (nint run = FirstUnit; mayPair && run < FirstUnit + half; run++)
            FoldRun<TPass>(run, run * length, length, distance: half);
        for (nint run = mayPair ? FirstUnit + (2 * half) : FirstUnit; run < EndUnit; run++)
            FoldRun<TPass>(run, run * length, Math.Min(length, end - (run * length)));
    }

    private readonly void ClearSlab(float* partials, nint columns)
    {
        foreach (PartFolding folding in Info.Columns)
        {
            for (nint column = 0; column < columns; column++)
                partials[column] = Fold.Start(folding.Reduction);
            partials += columns;
        }
    }

    /// <summary>Runs over a row or a block, and folds it if the pass does.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="start">Its first element.</param>
    /// <param name="length">Its elements.</param>
    /// <param name="distance">How many runs on the one is that is folded in turns with it; 0 for none.</param>
    [SkipLocalsInit]
    private void FoldRun<TPass>(nint run, nint start, nint length, nint distance = 0)
        where TPass : struct, ISegmentedPass<TStep, TTensor>
    {
        _runStart = start;
        PartFolding[] foldings = Info.Runs;
        int folds = foldings.Length;
        if (folds == 0)
        {
            Segments<TPass>.Run(ref this, start, start + length);
            return;
        }
        byte* room = stackalloc byte[ChunkFold.SizeFor(folds)];
        var fold = new ChunkFold(room, Info.RunReductions);
        int totals = distance == 0 ? folds : 2 * folds;
        double* totalLanes = stackalloc double[totals * Fold.TotalLanes];
        Span<RunTotal> runTotals = stackalloc RunTotal[totals];
        for (int i = 0; i < totals; i++)
            runTotals[i] = new RunTotal(foldings[i % folds].Reduction);

        for (nint chunk = 0; chunk < length; chunk += Fold.ChunkLength)
        {
            nint end = start + Math.Min(chunk + Fold.ChunkLength, length);
            int tiles = FoldTiles<Segments<TPass>>(start + chunk, end, distance * length, fold);
            for (int i = 0; i < totals; i++)
                runTotals[i].Add(fold.Partial(i % folds, tiles, i / folds), totalLanes + (i * Fold.TotalLanes));
        }
        for (int i = 0; i < totals; i++)
            ((float*)Memory.Parts[foldings[i % folds].Part])[run + (i / folds * distance)] = (float)runTotals[i].Value(totalLanes + (i * Fold.TotalLanes));
    }

    /// <summary>A pass that is called for one segment after the other.</summary>
    private readonly struct Segments<TPass> : IRange
        where TPass : struct, ISegmentedPass<TStep, TTensor>
    {
        public static ReadOnlySpan<Reduction> Reductions => TPass.Reductions;

        // A chunk may have several segments; a pass that folds runs without looking at segments pairs the runs.
        public static bool TakesPairs => false;

        public static void Run(ref PassRunner<TStep, TTensor> runner, nint start, nint end) =>
            RunPieces(ref runner, start, end, null);

        public static void FoldTile(ref PassRunner<TStep, TTensor> runner, nint start, nint end, nint distance, ChunkFold fold, int tile)
        {
            Segment segment = SegmentAt(in runner, start, end, out nint segmentEnd);
            // What does not fill the last vector is a piece by itself; a pass that writes goes straight through memory.
            if (TPass.Writes || segmentEnd < end || ((end - start) & (runner.LaneCount - 1)) != 0)
            {
                fold.ClearLanes();
                RunPieces(ref runner, start, end, fold.Lanes);
                fold.EndPieces(tile);
                return;
            }
            switch (runner.LaneCount)
            {
                case 16: FoldWhole<Lanes512>(in runner, in segment, start, end, distance, fold, tile); break;
                case 8: FoldWhole<Lanes256>(in runner, in segment, start, end, distance, fold, tile); break;
                case 4: FoldWhole<Lanes128>(in runner, in segment, start, end, distance, fold, tile); break;
                default: FoldWhole<Lane>(in runner, in segment, start, end, distance, fold, tile); break;
            }
        }

        // Optimized from the first call on, for it is called for every tile.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void FoldWhole<TLanes>(
            in PassRunner<TStep, TTensor> runner, in Segment segment, nint start, nint end, nint distance, ChunkFold fold, int tile)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            TPass.Run<TLanes, WholeTileFold>(in *runner.Step, in *runner.Tensor, in runner.Memory, in segment, start, end, new WholeTileFold(fold.Lanes, distance));
            fold.EndWhole<TLanes>(tile, isPair: distance > 0);
        }

        private static void RunPieces(ref PassRunner<TStep, TTensor> runner, nint start, nint end, float* lanes)
        {
            while (start < end)
            {
                Segment segment = SegmentAt(in runner, start, end, out nint segmentEnd);
                switch (runner.LaneCount)
                {
                    case 16: RunPieces<Lanes512>(in runner, in segment, start, segmentEnd, lanes); break;
                    case 8: RunPieces<Lanes256>(in runner, in segment, start, segmentEnd, lanes); break;
                    case 4: RunPieces<Lanes128>(in runner, in segment, start, segmentEnd, lanes); break;
                    default: RunPieces<Lane>(in runner, in segment, start, segmentEnd, lanes); break;
                }
                start = segmentEnd;
            }
        }

        private static void RunPieces<TLanes>(in PassRunner<TStep, TTensor> runner, in Segment segment, nint start, nint end, float* lanes)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            if (lanes is not null)
            {
                // Lanes that lie side by side in a vector must lie side by side in the accumulator.
                nint ahead = (segment.RunStart - start) & (TLanes.Count - 1);
                if (ahead > 0)
                    start = RunPiece<Lane>(in runner, in segment, start, Math.Min(start + ahead, end), lanes);
            }
            start = RunPiece<TLanes>(in runner, in segment, start, end, lanes);
            if (start < end)
                RunPiece<Lane>(in runner, in segment, start, end, lanes);
        }

        private static nint RunPiece<TLanes>(in PassRunner<TStep, TTensor> runner, in Segment segment, nint start, nint end, float* lanes)
            where TLanes : unmanaged, ILanes<TLanes> =>
            TPass.Run<TLanes, SequentialTileFold>(
                in *runner.Step, in *runner.Tensor, in runner.Memory, in segment, start, end, new SequentialTileFold(lanes, start - segment.RunStart));

        private static Segment SegmentAt(in PassRunner<TStep, TTensor> runner, nint start, nint end, out nint segmentEnd)
        {
            TensorShape shape = runner.Shape;
            var segment = new Segment { RunStart = runner._runStart, ColumnPartials = runner._columnPartials };
            segmentEnd = end;
            if (TPass.Traversal is Traversal.Rows or Traversal.FlatRows)
                segment.ColumnStride = shape.Grid(TPass.Traversal).Columns;
            if ((TPass.Boundaries & Boundaries.Rows) != 0)
            {
                segment.Row = start / shape.Columns;
                segment.Matrix = segment.Row / shape.Rows;
                segment.ColumnShift = (segment.Matrix - segment.Row) * shape.Columns;
                segmentEnd = Math.Min(segmentEnd, (segment.Row + 1) * shape.Columns);
            }
            if ((TPass.Boundaries & Boundaries.FlatRows) != 0)
            {
                segment.FlatRow = start / shape.FlatColumns;
                segment.FlatColumnShift = -segment.FlatRow * shape.FlatColumns;
                segmentEnd = Math.Min(segmentEnd, (segment.FlatRow + 1) * shape.FlatColumns);
            }
            if ((TPass.Boundaries & Boundaries.Blocks) != 0)
            {
                segment.Block = start / shape.BlockLength;
                segmentEnd = Math.Min(segmentEnd, (segment.Block + 1) * shape.BlockLength);
            }
            return segment;
        }
    }
}
