using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits the kernel of a pass: blocks that each take a run of chunks. A warp has a tile of 512 elements, and a thread four
/// neighbours in each of its rows, so that memory is read 128 bits at a time and lanes fold as the order of sums has it.
/// </summary>
internal sealed class CudaPassEmitter(StepPlan plan, CudaLayout layout, CudaStageEmitter stages)
{
    private readonly CudaElementEmitter _elements = new(plan, layout);
    private readonly CudaRunEmitter _runs = new(plan, layout);

    /// <summary>Emits the kernel of a launch.</summary>
    public void Write(int launch, SourceWriter writer)
    {
        PlannedLaunch planned = layout.Launches.Launches[launch];
        int index = plan.Levels[planned.Level].Pass;
        PlannedPass pass = plan.Passes[index];
        WriteSummary(pass, writer);
        using (writer.Block($"extern \"C\" __global__ void __launch_bounds__(256, 2) {planned.Kernel}(const Launch launch)"))
        {
            WriteShared(planned, pass, index, writer);
            using (writer.Block("for (int at = share_of(launch, blockIdx.x); at < end; ++at)"))
            {
                writer.Line("const Chunk chunk = launch.chunks[at];");
                writer.Line("const TensorEntry& entry = launch.entries[chunk.entry];");
                if (ReadsStep(planned, pass)) writer.Line("const Step& step = launch.steps[entry.step];");
                if (NeedsTensor(planned, index)) WriteTensor(launch, writer);
                if (pass.Traversal == Traversal.Tensor) WriteChunk(pass, index, writer);
                else _runs.Write(pass, index, writer);
            }
        }
    }

    /// <summary>Emits the function that shares the chunks of a launch out to blocks.</summary>
    public static void WriteShare(SourceWriter writer)
    {
        writer.Line().Line("// The first chunk of a block's share.");
        using (writer.Block("static __device__ __forceinline__ int share_of(const Launch& launch, unsigned block)"))
        {
            writer.Line("return launch.firstChunk + (int)((long long)(launch.endChunk - launch.firstChunk) * block / gridDim.x);");
        }
    }

    private bool NeedsTensor(PlannedLaunch planned, int pass) => planned.Stages.Any(stages.HasWork) || layout.ReadsTensorValues(pass);

    private bool ReadsStep(PlannedLaunch planned, PlannedPass pass) => planned.Stages.Any(stages.HasWork) || _elements.ReadsStep(pass);

    private void WriteSummary(PlannedPass pass, SourceWriter writer)
    {
        writer.Line();
        writer.Line($"// Reads {Listing(pass.Loads.Select(layout.Arrays.ArrayName))}.");
        if (pass.Reductions.Count > 0) writer.Line($"// Folds {Listing(pass.Reductions.Select(layout.Arrays.ReductionName))}.");
        if (pass.Stores.Count > 0) writer.Line($"// Writes {Listing(pass.Stores.Select(layout.Arrays.ArrayName))}.");
    }

    private void WriteShared(PlannedLaunch planned, PlannedPass pass, int index, SourceWriter writer)
    {
        List<int> folds = pass.Reductions.Except(PartWork.Columns(plan, pass)).ToList();
        int sums = folds.Count(_elements.IsSum);
        int largest = folds.Count - sums;
        int totals = planned.Stages.Sum(stage => stages.TotalsOf(stage).Count);
        // Two sets of tiles: while one thread still reads those of a chunk, others write those of the next.
        if (sums > 0) writer.Line($"__shared__ float tileSums[2][{NumberLiterals.Integer(sums)}][8];");
        if (largest > 0) writer.Line($"__shared__ u32 tileLargest[2][{NumberLiterals.Integer(largest)}][8];");
        if (totals > 0) writer.Line($"__shared__ double totals[{NumberLiterals.Integer(totals)}];");
        if (NeedsTensor(planned, index)) writer.Line("__shared__ Tensor tensor;");
        if (pass.Traversal != Traversal.Tensor) CudaRunEmitter.WriteShared(sums, writer);
        writer.Line("const int lane = threadIdx.x & 31;");
        writer.Line("const int warp = threadIdx.x >> 5;");
        writer.Line("const int end = share_of(launch, blockIdx.x + 1);");
        if (NeedsTensor(planned, index)) writer.Line("int current = -1;");
        if (pass.Traversal != Traversal.Tensor && folds.Count > 0) writer.Line("int turn = 0;");
    }

    // Once for each tensor that the block comes to.
    private void WriteTensor(int launch, SourceWriter writer)
    {
        PlannedLaunch planned = layout.Launches.Launches[launch];
        writer.Line();
        using (writer.Block("if (chunk.entry != current)"))
        {
            writer.Line("current = chunk.entry;");
            List<int> reductions = planned.Stages.SelectMany(stages.TotalsOf).ToList();
            for (int i = 0; i < reductions.Count; i++)
            {
                writer.Line($"if (warp == {NumberLiterals.Integer(i % 8)}) {stages.TotalText(reductions[i], i)}");
            }
            // The totals are there, and no thread reads the tensor before any more.
            writer.Line("__syncthreads();");
            using (writer.Block("if (threadIdx.x == 0)"))
            {
                stages.WriteTaken(layout.TakenBy(launch), "chunk.entry", writer);
                foreach (int stage in planned.Stages.Where(stages.HasWork)) stages.WriteCall(stage, "chunk.index == 0", writer);
                List<string> left = layout.LeftBy(launch).ToList();
                if (left.Count > 0)
                {
                    using (writer.Block("if (chunk.index == 0)")) stages.WriteLeft(left, "chunk.entry", writer);
                }
            }
            writer.Line("__syncthreads();");
        }
    }

    private void WriteChunk(PlannedPass pass, int index, SourceWriter writer)
    {
        writer.Line();
        writer.Line("const long long base = (long long)chunk.index * 4096;");
        writer.Line("const int count = (int)(entry.shape.length - base < 4096 ? entry.shape.length - base : 4096);");
        writer.Line("const int own = warp * 512 + lane * 4;");
        Dictionary<int, string> accumulators = _elements.Write(pass, index, new NamePool(CudaNames.Reserved), writer);
        if (pass.Reductions.Count == 0) return;
        writer.Line();
        var tiles = new CudaTiles(pass.Reductions, _elements.IsSum, "at & 1");
        foreach (int reduction in pass.Reductions) writer.Line(tiles.Fold(reduction, accumulators[reduction]));
        writer.Line("__syncthreads();");
        for (int i = 0; i < pass.Reductions.Count; i++)
        {
            int reduction = pass.Reductions[i];
            writer.Line($"if (threadIdx.x == {NumberLiterals.Integer(32 * (i % 8))}) launch.partials[{layout.RowText(reduction)}at] = {tiles.Partial(reduction)};");
        }
    }

    private static string Listing(IEnumerable<string> items)
    {
        List<string> list = items.Select(CudaNames.Comment).ToList();
        return list.Count == 0 ? "nothing" : list.Count == 1 ? list[0] : string.Join(", ", list.Take(list.Count - 1)) + " and " + list[list.Count - 1];
    }
}
