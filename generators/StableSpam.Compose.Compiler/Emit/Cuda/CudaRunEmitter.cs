using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits a pass that goes row by row or block by block: each is folded as a tensor is, from its own start. Short ones are a
/// warp's each, and the warps of a block go through a long one together. Where columns are folded a block has the 64 rows of
/// a slab, one after the other, so that a column of them is always the same thread's.
/// </summary>
internal sealed class CudaRunEmitter(StepPlan plan, CudaLayout layout)
{
    private readonly CudaElementEmitter _elements = new(plan, layout);

    /// <summary>Emits what the threads of a block share beside tiles.</summary>
    public static void WriteShared(int sums, SourceWriter writer)
    {
        if (sums > 0) writer.Line("__shared__ double room[256];");
    }

    /// <summary>Emits what a block does with the rows or blocks of a chunk.</summary>
    public void Write(PlannedPass pass, int index, SourceWriter writer)
    {
        List<int> columns = PartWork.Columns(plan, pass).ToList();
        List<int> folds = pass.Reductions.Except(columns).ToList();
        bool hasColumns = columns.Count > 0;
        writer.Line();
        if (hasColumns) WriteSlab(pass.Traversal, columns.Count, writer);
        else WriteRange(pass.Traversal, writer);
        string loop = hasColumns
            ? "for (long long run = firstRun; run < endRun; ++run)"
            : "for (long long run = firstRun + (together ? 0 : warp); run < endRun; run += together ? 1 : 8)";
        using (writer.Block(loop))
        {
            var names = new NamePool(CudaNames.Reserved);
            Dictionary<int, string> totals = DeclareTotals(folds, names, writer);
            if (pass.Traversal == Traversal.Blocks)
                writer.Line("const long long ofRun = length_of_block(entry.shape, run);");
            if (hasColumns) writer.Line("const bool begins = run == firstRun;");
            string runLength = pass.Traversal == Traversal.Blocks ? "ofRun" : "length";
            using (writer.Block($"for (long long from = 0; from < {runLength}; from += 4096)"))
            {
                writer.Line("const long long base = run * length + from;");
                writer.Line($"const int count = (int)({runLength} - from < 4096 ? {runLength} - from : 4096);");
                writer.Line(hasColumns ? "const int own = warp * 512 + lane * 4;" : "const int own = (together ? warp * 512 : 0) + lane * 4;");
                Dictionary<int, string> accumulators = _elements.Write(pass, index, names, writer);
                WriteTiles(folds, accumulators, totals, hasColumns, writer);
            }
            WriteTotals(folds, totals, runLength, hasColumns, writer);
        }
    }

    private static void WriteRange(Traversal traversal, SourceWriter writer)
    {
        (string length, string runs) = traversal switch
        {
            Traversal.Rows => ("columns", "entry.shape.matrices * entry.shape.rows"),
            Traversal.FlatRows => ("flatColumns", "entry.shape.flatRows"),
            _ => ("blockLength", "entry.shape.blocks"),
        };
        writer.Line($"const long long length = entry.shape.{length};");
        writer.Line($"const long long runs = {runs};");
        writer.Line("const long long firstRun = chunk.index * runs_of_chunk(length);");
        writer.Line("const long long endRun = runs - firstRun < runs_of_chunk(length) ? runs : firstRun + runs_of_chunk(length);");
        writer.Line("const bool together = length > 512;");
    }

    private static void WriteSlab(Traversal traversal, int columns, SourceWriter writer)
    {
        bool isFlat = traversal == Traversal.FlatRows;
        writer.Line($"const long long length = entry.shape.{(isFlat ? "flatColumns" : "columns")};");
        writer.Line($"const long long rows = entry.shape.{(isFlat ? "flatRows" : "rows")};");
        writer.Line($"const Slab itsRows = slab_of(chunk.index, {(isFlat ? "1" : "entry.shape.matrices")}, rows);");
        writer.Line("const long long firstRun = itsRows.first;");
        writer.Line("const long long endRun = itsRows.end;");
        writer.Line("const long long stride = padded(length);");
        writer.Line($"float* slab = entry.columnPartials + chunk.index * {(columns == 1 ? "" : NumberLiterals.Integer(columns) + " * ")}stride;");
    }

    private Dictionary<int, string> DeclareTotals(List<int> folds, NamePool names, SourceWriter writer)
    {
        var totals = new Dictionary<int, string>();
        foreach (int reduction in folds)
        {
            totals.Add(reduction, names.Take(_elements.IsSum(reduction) ? "runSum" : "runLargest"));
            writer.Line(_elements.IsSum(reduction) ? $"double {totals[reduction]} = 0.0;" : $"u32 {totals[reduction]} = 0u;");
        }
        return totals;
    }

    private void WriteTiles(List<int> folds, Dictionary<int, string> accumulators, Dictionary<int, string> totals, bool isTogether, SourceWriter writer)
    {
        if (folds.Count == 0) return;
        var tiles = new CudaTiles(folds, _elements.IsSum, "turn");
        writer.Line();
        using (isTogether ? null : writer.Block("if (together)"))
        {
            writer.Line("turn ^= 1;");
            foreach (int reduction in folds) writer.Line(tiles.Fold(reduction, accumulators[reduction]));
            writer.Line("__syncthreads();");
            foreach (int reduction in folds)
            {
                string total = totals[reduction];
                writer.Line(_elements.IsSum(reduction)
                    ? $"if (threadIdx.x == (unsigned)(from / 4096 % 256)) {total} = {total} + (double){tiles.Partial(reduction)};"
                    : $"if (threadIdx.x == 0) {total} = max({total}, ordered({tiles.Partial(reduction)}));");
            }
        }
        if (isTogether) return;
        using (writer.Block("else"))
        {
            foreach (int reduction in folds)
            {
                string total = totals[reduction], tile = "tile" + char.ToUpperInvariant(total[0]) + total.Substring(1);
                writer.Line(_elements.IsSum(reduction) ? $"float {tile} = 0.0f;" : $"u32 {tile} = 0u;");
                writer.Line($"fold_{(_elements.IsSum(reduction) ? "sum" : "largest")}({accumulators[reduction]}, lane, &{tile});");
                writer.Line(_elements.IsSum(reduction) ? $"{total} = {total} + (double){tile};" : $"{total} = max({total}, {tile});");
            }
        }
    }

    // The first thread of those that have folded a run has its total.
    private void WriteTotals(List<int> folds, Dictionary<int, string> totals, string runLength, bool isTogether, SourceWriter writer)
    {
        if (folds.Count == 0) return;
        writer.Line();
        foreach (int reduction in folds.Where(_elements.IsSum))
            writer.Line($"if ({runLength} > 4096) {totals[reduction]} = sum_of_lanes({totals[reduction]}, lane, room);");
        using (writer.Block(isTogether ? "if (threadIdx.x == 0)" : "if (together ? threadIdx.x == 0 : lane == 0)"))
        {
            foreach (int reduction in folds)
            {
                string target = layout.Tables.OfParts(layout.Steps.PartOf(reduction));
                string value = _elements.IsSum(reduction) ? $"(float){totals[reduction]}" : $"{runLength} == 0 ? 0.0f : unordered({totals[reduction]})";
                writer.Line($"__stcg({target} + run, {value}); // {CudaNames.Comment(layout.Arrays.ReductionName(reduction))}");
            }
        }
    }
}
