using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits the kernel of a launch over tensors, one block whose warps take a tensor each: what follows from the pass before,
/// what the tensors add up to in each group, whether the step is skipped, what is left to write after the last pass.
/// </summary>
internal sealed class CudaFoldEmitter(StepPlan plan, CudaLayout layout, CudaStageEmitter stages)
{
    /// <summary>Emits the kernel of a launch.</summary>
    public void Write(int launch, SourceWriter writer)
    {
        PlannedLaunch planned = layout.Launches.Launches[launch];
        writer.Line();
        writer.Line(planned.GroupReductions.Count > 0
            ? "// Folds what the tensors of a group have come to, in the order in which they were added."
            : "// What is left to write after the last pass.");
        using (writer.Block($"extern \"C\" __global__ void __launch_bounds__(256, 2) {planned.Kernel}(const Launch launch)"))
        {
            WriteTensors(launch, planned, writer);
            if (planned.GroupReductions.Count == 0) return;
            writer.Line("__syncthreads();");
            foreach (int reduction in planned.GroupReductions) WriteFold(reduction, planned, writer);
            if (planned.DecidesSkip) WriteSkip(writer);
            if (planned.StagesAfter.Count > 0) WriteStagesAfter(launch, planned, writer);
        }
    }

    private void WriteTensors(int launch, PlannedLaunch planned, SourceWriter writer)
    {
        List<int> reductions = planned.Stages.SelectMany(stages.TotalsOf).ToList();
        if (reductions.Count > 0) writer.Line("const int lane = threadIdx.x & 31;");
        if (reductions.Count > 0) writer.Line("const int warp = threadIdx.x >> 5;");
        string loop = reductions.Count > 0
            ? "for (int index = warp; index < launch.entryCount; index += 8)"
            : "for (int index = threadIdx.x; index < launch.entryCount; index += 256)";
        using (writer.Block(loop))
        {
            bool hasStages = planned.Stages.Any(stages.HasWork);
            if (hasStages) writer.Line("const TensorEntry& entry = launch.entries[index];");
            if (reductions.Count > 0) writer.Line($"double totals[{NumberLiterals.Integer(reductions.Count)}] = {{}};");
            for (int i = 0; i < reductions.Count; i++) writer.Line(stages.TotalText(reductions[i], i));
            if (reductions.Count > 0) writer.Line("if (lane != 0) continue;");
            writer.Line();
            if (hasStages) writer.Line("const Step& step = launch.steps[entry.step];");
            writer.Line("Tensor tensor;");
            stages.WriteTaken(layout.TakenBy(launch), "index", writer);
            foreach (int stage in planned.Stages.Where(stages.HasWork)) stages.WriteCall(stage, "true", writer);
            stages.WriteLeft(layout.LeftBy(launch), "index", writer);
            for (int i = 0; i < planned.GroupReductions.Count; i++)
            {
                int value = plan.Program.Nodes[planned.GroupReductions[i]].Operands[0];
                writer.Line($"launch.contributions[{Row(i)}index] = tensor.{layout.Steps.TensorFields[value]};");
            }
        }
    }

    private void WriteFold(int reduction, PlannedLaunch planned, SourceWriter writer)
    {
        Node node = plan.Program.Nodes[reduction];
        string row = Row(planned.GroupReductions.TakeWhile(other => other != reduction).Count());
        bool isSum = node.Opcode == Opcode.GroupSum;
        writer.Line();
        using (writer.Block("for (int group = threadIdx.x; group < launch.groupCount; group += 256)"))
        {
            writer.Line($"double total = {CudaNumbers.Double(isSum ? 0 : double.NegativeInfinity)};");
            using (writer.Block("for (int index = 0; index < launch.entryCount; ++index)"))
            {
                if (node.Over == TensorSet.Group) writer.Line("if (launch.entries[index].group != group) continue;");
                string value = $"launch.contributions[{row}index]";
                writer.Line(isSum ? $"total = total + {value};" : $"total = larger_of_bits(total, {value});");
            }
            int count = plan.Levels.Sum(level => level.GroupReductions.Count);
            string start = count == 1 ? "group" : $"group * {NumberLiterals.Integer(count)} + {NumberLiterals.Integer(layout.Steps.TotalOf(reduction))}";
            writer.Line($"__stcg(launch.groupTotals + {start}, total);");
        }
    }

    private void WriteSkip(SourceWriter writer)
    {
        writer.Line("__syncthreads();");
        writer.Line().Line("bool skip = false;");
        using (writer.Block("for (int index = threadIdx.x; index < launch.entryCount; index += 256)"))
        {
            writer.Line("const TensorEntry& entry = launch.entries[index];");
            writer.Line("Tensor tensor;");
            stages.WriteTaken(stages.TakenBySkip(), "index", writer);
            writer.Line("skip = skips(launch.steps[entry.step], entry, tensor) || skip;");
        }
        writer.Line("skip = __syncthreads_or(skip) != 0;");
        writer.Line("if (threadIdx.x == 0) *launch.skipped = skip ? 1u : 0u;");
    }

    private void WriteStagesAfter(int launch, PlannedLaunch planned, SourceWriter writer)
    {
        if (!planned.DecidesSkip) writer.Line("__syncthreads();");
        writer.Line();
        using (writer.Block("for (int index = threadIdx.x; index < launch.entryCount; index += 256)"))
        {
            writer.Line("const TensorEntry& entry = launch.entries[index];");
            writer.Line("const Step& step = launch.steps[entry.step];");
            writer.Line("Tensor tensor;");
            stages.WriteTaken(layout.TakenAfterFold(launch), "index", writer);
            foreach (int stage in planned.StagesAfter.Where(stages.HasWork)) stages.WriteCall(stage, "true", writer);
        }
    }

    private static string Row(int fold) => fold == 0 ? "" : fold == 1 ? "launch.entryCount + " : $"{NumberLiterals.Integer(fold)} * launch.entryCount + ";
}
