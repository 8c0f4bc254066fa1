using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits the kernel of a pass: blocks that each take a run of chunks. A warp has a tile of 512 elements, and a thread four
/// neighbours in each of its rows, so that memory is read 128 bits at a time and lanes fold as the order of sums has it.
/// </summary>
internal sealed class CudaPassEmitter(StepPlan plan, CudaLayout layout, CudaStageEmitter stages)
{
    // How many reads of four elements a thread has under way: enough to hide memory, few enough for its registers.
    private const int ReadsAtOnce = 8;

    private StepProgram Program => plan.Program;

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
                if (NeedsTensor(launch, index)) WriteTensor(launch, writer);
                Dictionary<int, string> accumulators = WriteElements(pass, index, writer);
                WriteTiles(pass, accumulators, writer);
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

    private static int RowsAtOnce(PlannedPass pass) =>
        2 * pass.Loads.Count <= ReadsAtOnce ? 4 * pass.Loads.Count <= ReadsAtOnce ? 4 : 2 : 1;

    private bool NeedsTensor(int launch, int pass) =>
        layout.Launches.Launches[launch].Stages.Any(stages.HasWork) || layout.ReadsTensorValues(pass);

    private bool ReadsStep(PlannedLaunch planned, PlannedPass pass) =>
        planned.Stages.Any(stages.HasWork) || pass.Computed.SelectMany(node => Program.Nodes[node].Operands).Any(layout.Steps.StepFields.ContainsKey);

    private void WriteSummary(PlannedPass pass, SourceWriter writer)
    {
        writer.Line();
        writer.Line($"// Reads {Listing(pass.Loads.Select(layout.Arrays.ArrayName))}.");
        if (pass.Reductions.Count > 0) writer.Line($"// Folds {Listing(pass.Reductions.Select(layout.Arrays.ReductionName))}.");
        if (pass.Stores.Count > 0) writer.Line($"// Writes {Listing(pass.Stores.Select(layout.Arrays.ArrayName))}.");
    }

    private void WriteShared(PlannedLaunch planned, PlannedPass pass, int index, SourceWriter writer)
    {
        int sums = pass.Reductions.Count(IsSum);
        int largest = pass.Reductions.Count - sums;
        int totals = planned.Stages.Sum(stage => stages.TotalsOf(stage).Count);
        bool needsTensor = NeedsTensor(layout.Launches.LaunchOfPass(index), index);
        // Two sets of tiles: while one thread still reads those of a chunk, others write those of the next.
        if (sums > 0) writer.Line($"__shared__ float tileSums[2][{NumberLiterals.Integer(sums)}][8];");
        if (largest > 0) writer.Line($"__shared__ u32 tileLargest[2][{NumberLiterals.Integer(largest)}][8];");
        if (totals > 0) writer.Line($"__shared__ double totals[{NumberLiterals.Integer(totals)}];");
        if (needsTensor) writer.Line("__shared__ Tensor tensor;");
        writer.Line("const int lane = threadIdx.x & 31;");
        writer.Line("const int warp = threadIdx.x >> 5;");
        writer.Line("const int end = share_of(launch, blockIdx.x + 1);");
        if (needsTensor) writer.Line("int current = -1;");
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

    private Dictionary<int, string> WriteElements(PlannedPass pass, int index, SourceWriter writer)
    {
        var names = new NamePool(CudaNames.Reserved);
        int rows = RowsAtOnce(pass);
        writer.Line();
        writer.Line("const long long base = (long long)chunk.index * 4096;");
        writer.Line("const int count = (int)(entry.length - base < 4096 ? entry.length - base : 4096);");
        writer.Line("const int own = warp * 512 + lane * 4;");
        Dictionary<string, (string Pointer, string Rows)> arrays = DeclareArrays(pass, names, writer);
        Dictionary<int, string> outside = DeclareCoarse(pass, names, writer);
        Dictionary<int, string> accumulators = DeclareAccumulators(pass, names, writer);

        writer.Line();
        if (rows < 4) writer.Line("#pragma unroll 1");
        using (rows < 4 ? writer.Block($"for (int batch = 0; batch < 4; batch += {NumberLiterals.Integer(rows)})") : null)
        {
            string number = NumberLiterals.Integer(4 * rows);
            foreach ((string _, string ofRows) in arrays.Values) writer.Line($"float {ofRows}[{number}];");
            string element = rows == 4 ? "own + 128 * row" : rows == 1 ? "own + 128 * batch" : "own + 128 * (batch + row)";
            WriteRows(pass.Loads.Select(node => Access("read", StorageOf(node), ReadsAgain(layout.Arrays.ArrayName(node), index), arrays[layout.Arrays.ArrayName(node)], element, isRead: true, rows)), rows, writer);
            writer.Line().Line("#pragma unroll");
            using (writer.Block($"for (int i = 0; i < {number}; ++i)"))
            {
                Region region = WriteRegion(pass, arrays, outside, names, writer);
                WriteAccumulation(pass, accumulators, rows, region, writer);
                foreach (PlannedStore store in pass.Stores)
                    writer.Line($"{arrays[layout.Arrays.ArrayName(store)].Rows}[i] = {(store.Target == StoreTarget.State ? $"flushed({region.Use(store.Value)})" : region.Use(store.Value))};");
            }
            WriteRows(pass.Stores.Select(store => Access("write", StorageOf(store), ReadsAgain(layout.Arrays.ArrayName(store), index), arrays[layout.Arrays.ArrayName(store)], element, isRead: false, rows)), rows, writer);
        }
        return accumulators;
    }

    private static void WriteRows(IEnumerable<string> accesses, int rows, SourceWriter writer)
    {
        List<string> lines = accesses.ToList();
        if (lines.Count == 0) return;
        writer.Line();
        if (rows == 1)
        {
            writer.Lines("", lines);
            return;
        }
        writer.Line("#pragma unroll");
        using (writer.Block($"for (int row = 0; row < {NumberLiterals.Integer(rows)}; ++row)")) writer.Lines("", lines);
    }

    private static string Access(string verb, string storage, bool again, (string Pointer, string Rows) array, string element, bool isRead, int rows)
    {
        string numbers = rows == 1 ? array.Rows : array.Rows + " + 4 * row";
        string place = $"{array.Pointer}, base, {element}, count, aligned";
        return $"{verb}<{storage}, {(again ? "true" : "false")}>({(isRead ? $"{place}, {numbers}" : $"{numbers}, {place}")});";
    }

    private Region WriteRegion(
        PlannedPass pass, Dictionary<string, (string Pointer, string Rows)> arrays, Dictionary<int, string> outside, NamePool names, SourceWriter writer)
    {
        var region = new Region(
            Program, pass.Loads.Concat(pass.Computed), outside,
            leaves: pass.Loads.ToDictionary(node => node, node => arrays[layout.Arrays.ArrayName(node)].Rows + "[i]"),
            exports: new Dictionary<int, string>(),
            roots: pass.Stores.Select(store => store.Value).Concat(pass.Reductions.SelectMany(node => Program.Nodes[node].Operands)),
            names,
            static (nodes, reference) => new CudaElementText(nodes, reference))
        {
            TypeOf = static node => node.Kind == ValueKind.Condition ? "bool" : "float",
            Describe = layout.Steps.Names,
            Identifier = CudaNames.Camel,
        };
        region.Write(writer);
        writer.Line();
        return region;
    }

    private Dictionary<string, (string Pointer, string Rows)> DeclareArrays(PlannedPass pass, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var written = new HashSet<string>(pass.Stores.Select(layout.Arrays.ArrayName), StringComparer.Ordinal);
        foreach (string array in pass.Loads.Select(layout.Arrays.ArrayName).Concat(written).Distinct())
        {
            string wanted = array switch { "grad" => "gradient", "w" => "parameter", _ => CudaNames.Camel(array) };
            string pointer = names.Take(wanted + "Array");
            variables.Add(array, (pointer, names.Take(wanted + "Rows")));
            writer.Line($"{(written.Contains(array) ? "" : "const ")}void* {pointer} = entry.{FieldOf(array)};");
        }
        writer.Line($"const bool aligned = (({string.Join(" | ", variables.Values.Select(array => "(u64)" + array.Item1))}) & 15) == 0;");
        return variables;
    }

    private Dictionary<int, string> DeclareCoarse(PlannedPass pass, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        IEnumerable<int> operands = pass.Computed.SelectMany(node => Program.Nodes[node].Operands).Distinct().OrderBy(node => node);
        foreach (int operand in operands.Where(node => Program.Nodes[node].Scope != Scope.Element))
        {
            Node value = Program.Nodes[operand];
            string text = value.Opcode switch
            {
                Opcode.Constant when value.Kind == ValueKind.Condition => value.Constant != 0 ? "true" : "false",
                Opcode.Constant => CudaNumbers.Single(value.Constant),
                _ when layout.Steps.StepFields.TryGetValue(operand, out string? field) => "step." + field,
                _ => "tensor." + layout.Steps.TensorFields[operand],
            };
            variables.Add(operand, names.Take(CudaNames.Camel(layout.Steps.Names.Of(operand))));
            writer.Line($"const {(value.Kind == ValueKind.Condition ? "bool" : "float")} {variables[operand]} = {text};");
        }
        return variables;
    }

    private Dictionary<int, string> DeclareAccumulators(PlannedPass pass, NamePool names, SourceWriter writer)
    {
        var accumulators = new Dictionary<int, string>();
        foreach (int reduction in pass.Reductions)
        {
            string name = names.Take(IsSum(reduction) ? "sums" : "largest");
            accumulators.Add(reduction, name);
            writer.Line(IsSum(reduction)
                ? $"float {name}[4] = {{ 0.0f, 0.0f, 0.0f, 0.0f }};"
                : $"u32 {name}[4] = {{ 0x007fffffu, 0x007fffffu, 0x007fffffu, 0x007fffffu }}; // where -inf stands");
        }
        return accumulators;
    }

    private void WriteAccumulation(PlannedPass pass, Dictionary<int, string> accumulators, int rows, Region region, SourceWriter writer)
    {
        if (pass.Reductions.Count == 0) return;
        string row = rows == 4 ? "128 * (i >> 2)" : rows == 1 ? "128 * batch" : "128 * (batch + (i >> 2))";
        using (writer.Block($"if (own + {row} + (i & 3) < count)"))
        {
            foreach (int reduction in pass.Reductions)
            {
                string lane = accumulators[reduction] + "[i & 3]";
                Node node = Program.Nodes[reduction];
                List<string> operands = node.Operands.Select(region.Use).ToList();
                writer.Line(node.Opcode switch
                {
                    Opcode.Sum => $"{lane} = {lane} + ({operands[0]});",
                    Opcode.SumOfProducts => $"{lane} = __fmaf_rn({operands[0]}, {operands[1]}, {lane});",
                    _ => $"{lane} = max({lane}, ordered({operands[0]}));",
                });
            }
        }
    }

    private void WriteTiles(PlannedPass pass, Dictionary<int, string> accumulators, SourceWriter writer)
    {
        if (pass.Reductions.Count == 0) return;
        writer.Line();
        var tiles = new Dictionary<int, string>();
        foreach (int reduction in pass.Reductions)
        {
            int place = pass.Reductions.Where(other => IsSum(other) == IsSum(reduction)).TakeWhile(other => other != reduction).Count();
            tiles.Add(reduction, $"{(IsSum(reduction) ? "tileSums" : "tileLargest")}[at & 1][{NumberLiterals.Integer(place)}]");
            writer.Line($"{(IsSum(reduction) ? "fold_sum" : "fold_largest")}({accumulators[reduction]}, lane, &{tiles[reduction]}[warp]);");
        }
        writer.Line("__syncthreads();");
        for (int i = 0; i < pass.Reductions.Count; i++)
        {
            int reduction = pass.Reductions[i];
            writer.Line($"if (threadIdx.x == {NumberLiterals.Integer(32 * (i % 8))}) launch.partials[{layout.RowText(reduction)}at] = {(IsSum(reduction) ? "sum_of_tiles" : "largest_of_tiles")}({tiles[reduction]});");
        }
    }

    private string StorageOf(int node) => Program.Nodes[node].Opcode switch
    {
        Opcode.Gradient => "GRADIENT",
        Opcode.Weight => "PARAMETER",
        Opcode.State => "STATE",
        _ => "Float32",
    };

    private static string StorageOf(PlannedStore store) => store.Target switch
    {
        StoreTarget.Weight => "PARAMETER",
        StoreTarget.State => "STATE",
        _ => "Float32",
    };

    private string FieldOf(string array)
    {
        if (array == "w") return "parameter";
        if (array == "grad") return "gradient";
        for (int slot = 0; slot < Program.States.Count; slot++)
        {
            if (Program.States[slot].Name == array) return $"states[{NumberLiterals.Integer(layout.Steps.PositionOf(slot))}]";
        }
        int scratch = Enumerable.Range(0, plan.Scratch.Count).First(i => layout.Arrays.ScratchName(i) == array);
        return $"kept[{NumberLiterals.Integer(scratch)}]";
    }

    private bool ReadsAgain(string array, int pass) =>
        plan.Passes.Skip(pass + 1).Any(later => later.Loads.Select(layout.Arrays.ArrayName).Concat(later.Stores.Select(layout.Arrays.ArrayName)).Contains(array));

    private bool IsSum(int reduction) => Program.Nodes[reduction].Opcode != Opcode.Largest;

    private static string Listing(IEnumerable<string> items)
    {
        List<string> list = items.Select(CudaNames.Comment).ToList();
        return list.Count == 0 ? "nothing" : list.Count == 1 ? list[0] : string.Join(", ", list.Take(list.Count - 1)) + " and " + list[list.Count - 1];
    }
}
