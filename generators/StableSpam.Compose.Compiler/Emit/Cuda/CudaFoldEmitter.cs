using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits the kernel of a launch over tensors, one block whose warps take a tensor each: what follows from the pass before,
/// what the tensors add up to in each group, whether the step is skipped, what is left to write after the last pass.
/// </summary>
internal sealed class CudaFoldEmitter(StepPlan plan, CudaLayout layout, CudaStageEmitter stages)
{
    private StepProgram Program => plan.Program;

    /// <summary>Emits the kernel of a launch.</summary>
    public void Write(int launch, SourceWriter writer)
    {
        PlannedLaunch planned = layout.Launches.Launches[launch];
        writer.Line();
        writer.Line("// " + Summary(planned));
        using (writer.Block($"extern \"C\" __global__ void __launch_bounds__(256, 2) {planned.Kernel}(const Launch launch)"))
        {
            switch (planned.Kind)
            {
                case LaunchKind.Fold:
                    foreach (int fold in FoldsOfRound(planned)) WriteFold(fold, Program.Folds[fold].Opcode, Program.Folds[fold].Over, writer);
                    break;
                case LaunchKind.Decision:
                    WriteSkip(writer);
                    break;
                default:
                    WriteTensors(launch, planned, writer);
                    if (planned.Kind == LaunchKind.Contribution || planned.GroupReductions.Count == 0) break;
                    writer.Line("__syncthreads();");
                    foreach (int reduction in planned.GroupReductions)
                        WriteFold(layout.Steps.TotalOf(reduction), Program.Nodes[reduction].Opcode, Program.Nodes[reduction].Over, writer);
                    if (planned.DecidesSkip)
                    {
                        writer.Line("__syncthreads();");
                        WriteSkip(writer);
                    }
                    if (planned.StagesAfter.Count > 0) WriteStagesAfter(launch, planned, writer);
                    break;
            }
        }
    }

    private static string Summary(PlannedLaunch planned) => planned.Kind switch
    {
        LaunchKind.Contribution => "What each tensor contributes to the folds of all programs.",
        LaunchKind.Decision => "Whether the step is skipped.",
        LaunchKind.Tensors when planned.GroupReductions.Count == 0 => "What is left to write after the last pass.",
        _ => "Folds what the tensors of a group have come to, in the order in which they were added.",
    };

    /// <summary>The folds that the programs make together at the barrier of a launch.</summary>
    private IEnumerable<int> FoldsOfRound(PlannedLaunch planned)
    {
        int round = layout.RoundOf(planned);
        return Enumerable.Range(0, Program.Folds.Count).Where(fold => Program.Folds[fold].Round == round);
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
            if (hasStages || planned.GroupReductions.Count > 0) writer.Line("const TensorEntry& entry = launch.entries[index];");
            if (reductions.Count > 0) writer.Line($"double totals[{NumberLiterals.Integer(reductions.Count)}] = {{}};");
            for (int i = 0; i < reductions.Count; i++) writer.Line(stages.TotalText(reductions[i], i));
            if (reductions.Count > 0) writer.Line("if (lane != 0) continue;");
            writer.Line();
            if (hasStages) writer.Line("const Step& step = launch.steps[entry.step];");
            writer.Line("Tensor tensor;");
            stages.WriteTaken(layout.TakenBy(launch), "index", writer);
            foreach (int stage in planned.Stages.Where(stages.HasWork)) stages.WriteCall(stage, "true", writer);
            stages.WriteLeft(layout.LeftBy(launch), "index", writer);
            foreach (int reduction in planned.GroupReductions)
                writer.Line($"launch.contributions[{Row(layout.Steps.TotalOf(reduction))}entry.place] = tensor.{layout.Steps.TensorFields[Program.Nodes[reduction].Operands[0]]};");
        }
    }

    private void WriteFold(int fold, Opcode opcode, TensorSet over, SourceWriter writer)
    {
        bool isSum = opcode == Opcode.GroupSum;
        writer.Line();
        using (writer.Block("for (int group = threadIdx.x; group < launch.groupCount; group += 256)"))
        {
            writer.Line($"double total = {CudaNumbers.Double(isSum ? 0 : double.NegativeInfinity)};");
            using (writer.Block("for (int place = 0; place < launch.placeCount; ++place)"))
            {
                if (over == TensorSet.Group) writer.Line("if (launch.groups[place] != group) continue;");
                string value = $"launch.contributions[{Row(fold)}place]";
                writer.Line(isSum ? $"total = total + {value};" : $"total = larger_of_bits(total, {value});");
            }
            int count = layout.Totals;
            string start = count == 1 ? "group" : $"group * {NumberLiterals.Integer(count)} + {NumberLiterals.Integer(fold)}";
            writer.Line($"__stcg(launch.groupTotals + {start}, total);");
        }
    }

    private void WriteSkip(SourceWriter writer)
    {
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

    private static string Row(int fold) => fold == 0 ? "" : fold == 1 ? "launch.placeCount + " : $"{NumberLiterals.Integer(fold)} * launch.placeCount + ";
}
