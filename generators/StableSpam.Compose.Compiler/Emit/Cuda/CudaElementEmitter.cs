using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits what a pass does with the elements of a chunk: <c>count</c> of them from <c>base</c> on, of which a thread has four
/// neighbours in each row of 128 from <c>own</c> on.
/// </summary>
internal sealed class CudaElementEmitter(StepPlan plan, CudaLayout layout)
{
    // How many reads of four elements a thread has under way: enough to hide memory, few enough for its registers.
    private const int ReadsAtOnce = 8;

    private StepProgram Program => plan.Program;

    /// <summary>Whether the elements of a pass read step values.</summary>
    public bool ReadsStep(PlannedPass pass) =>
        pass.Computed.Concat(Roundings(pass)).SelectMany(node => Program.Nodes[node].Operands).Any(layout.Steps.StepFields.ContainsKey);

    /// <summary>Emits it.</summary>
    /// <returns>The accumulators of what the pass folds to tensors, rows or blocks: four lanes in each thread.</returns>
    public Dictionary<int, string> Write(PlannedPass pass, int index, NamePool names, SourceWriter writer)
    {
        List<int> columns = PartWork.Columns(plan, pass).ToList();
        List<int> folds = pass.Reductions.Except(columns).ToList();
        var parts = new CudaPartReader(plan, layout, pass);
        int rows = RowsAtOnce(pass, parts);
        Dictionary<string, CudaArray> arrays = DeclareArrays(pass, names, writer);
        Dictionary<int, CudaArray> columnArrays = DeclareColumns(columns, names, writer);
        Dictionary<int, string> outside = DeclareCoarse(pass, names, writer);
        parts.Declare(outside, names, writer);
        Dictionary<int, string> streams = DeclareStreams(pass, names, writer);
        Dictionary<int, string> accumulators = DeclareAccumulators(folds, names, writer);

        writer.Line();
        if (rows < 4) writer.Line("#pragma unroll 1");
        using (rows < 4 ? writer.Block($"for (int batch = 0; batch < 4; {(rows == 1 ? "++batch" : "batch += 2")})") : null)
        {
            string number = NumberLiterals.Integer(4 * rows);
            foreach (CudaArray array in arrays.Values.Concat(columnArrays.Values)) writer.Line($"float {array.Rows}[{number}];");
            string first = rows == 4 ? "own + 128 * row" : rows == 1 ? "own + 128 * batch" : "own + 128 * (batch + row)";
            WriteRows(
                pass.Loads.Select(node => Access("read", StorageOf(node), ReadsAgain(layout.Arrays.ArrayName(node), index), arrays[layout.Arrays.ArrayName(node)], first, isRead: true, rows))
                    .Concat(columns.Select(column => Resume(column, columnArrays[column], first, rows))),
                rows, writer);
            writer.Line().Line("#pragma unroll");
            using (writer.Block($"for (int i = 0; i < {number}; ++i)"))
            {
                if (folds.Count > 0 || parts.Count > 0 || streams.Count > 0)
                    writer.Line($"const int element = {Element(rows)};").Line();
                Region region = WriteRegion(pass, arrays, outside, parts, streams, names, writer);
                WriteAccumulation(folds, accumulators, rows == 1 ? "[i]" : "[i & 3]", region, writer);
                foreach (int column in columns) writer.Line(Accumulate(column, columnArrays[column].Rows + "[i]", region));
                foreach (PlannedStore store in pass.Stores)
                    writer.Line($"{arrays[layout.Arrays.ArrayName(store)].Rows}[i] = {Stored(store, region, streams)};");
            }
            WriteRows(
                pass.Stores.Select(store => Access("write", StorageOf(store), ReadsAgain(layout.Arrays.ArrayName(store), index), arrays[layout.Arrays.ArrayName(store)], first, isRead: false, rows))
                    .Concat(columns.Select(column => Keep(columnArrays[column], first, rows))),
                rows, writer);
        }
        return accumulators;
    }

    /// <summary>Whether a value is folded with sums, rather than to the largest.</summary>
    public bool IsSum(int reduction) => Program.Nodes[reduction].Opcode != Opcode.Largest;

    // What is added up for rows and blocks, read of them or drawn at random takes registers from reads.
    private int RowsAtOnce(PlannedPass pass, CudaPartReader parts)
    {
        int draws = pass.Computed.Count(node => Program.Nodes[node].IsRandom) + Roundings(pass).Count();
        int folds = pass.Traversal == Traversal.Tensor ? 0 : pass.Reductions.Count;
        int reads = pass.Loads.Count + folds + 2 * parts.Count + 4 * draws;
        return 2 * reads <= ReadsAtOnce ? 4 * reads <= ReadsAtOnce ? 4 : 2 : 1;
    }

    private static string Element(int rows) => rows switch
    {
        4 => "own + 128 * (i >> 2) + (i & 3)",
        1 => "own + 128 * batch + i",
        _ => "own + 128 * (batch + (i >> 2)) + (i & 3)",
    };

    private static IEnumerable<int> Roundings(PlannedPass pass) => pass.Stores.Where(store => store.Rounding >= 0).Select(store => store.Rounding);

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

    private static string Numbers(CudaArray array, int rows) => rows == 1 ? array.Rows : array.Rows + " + 4 * row";

    private static string Access(string verb, string storage, bool again, CudaArray array, string element, bool isRead, int rows)
    {
        string place = $"{array.Pointer}, base, {element}, count, aligned";
        return $"{verb}<{storage}, {(again ? "true" : "false")}>({(isRead ? $"{place}, {Numbers(array, rows)}" : $"{Numbers(array, rows)}, {place}")});";
    }

    // The partials of columns begin with the first row of a slab. They are padded, so that four of them are one access.
    private string Resume(int column, CudaArray array, string element, int rows) =>
        $"resume(begins, {(IsSum(column) ? "0.0f" : CudaNumbers.Single(double.NegativeInfinity))}, {array.Pointer}, from, {element}, count, {Numbers(array, rows)});";

    private static string Keep(CudaArray array, string element, int rows) =>
        $"write<Float32, true>({Numbers(array, rows)}, {array.Pointer}, from, {element}, count, true);";

    private Region WriteRegion(
        PlannedPass pass, Dictionary<string, CudaArray> arrays, Dictionary<int, string> outside, CudaPartReader parts, Dictionary<int, string> streams,
        NamePool names, SourceWriter writer)
    {
        Dictionary<int, string> leaves = pass.Loads.ToDictionary(node => node, node => arrays[layout.Arrays.ArrayName(node)].Rows + "[i]");
        foreach (KeyValuePair<int, string> leaf in parts.WritePlaces(names, writer)) leaves.Add(leaf.Key, leaf.Value);
        foreach (int node in pass.Computed.Where(node => Program.Nodes[node].IsRandom))
            leaves.Add(node, $"{(Program.Nodes[node].Opcode == Opcode.Uniform ? "uniform" : "normal")}({streams[node]}, (u32)(base + element))");
        var region = new Region(
            Program, leaves.Keys.Union(pass.Computed), outside,
            leaves,
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

    private Dictionary<string, CudaArray> DeclareArrays(PlannedPass pass, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<string, CudaArray>(StringComparer.Ordinal);
        var written = new HashSet<string>(pass.Stores.Select(layout.Arrays.ArrayName), StringComparer.Ordinal);
        foreach (string array in pass.Loads.Select(layout.Arrays.ArrayName).Concat(written).Distinct())
        {
            string wanted = array switch { "grad" => "gradient", "w" => "parameter", _ => CudaNames.Camel(array) };
            var variable = new CudaArray(names.Take(wanted + "Array"), names.Take(wanted + "Rows"));
            variables.Add(array, variable);
            writer.Line($"{(written.Contains(array) ? "" : "const ")}void* {variable.Pointer} = {layout.Tables.OfElements(array)};");
        }
        if (variables.Count == 0) return variables;
        // Rows and blocks begin anywhere.
        string start = pass.Traversal == Traversal.Tensor ? "" : " && (base & 3) == 0";
        string addresses = Bracketed(string.Join(" | ", variables.Values.Select(array => "(u64)" + array.Pointer)));
        writer.Line($"const bool aligned = ({addresses} & 15) == 0{start};");
        return variables;
    }

    private Dictionary<int, CudaArray> DeclareColumns(List<int> columns, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, CudaArray>();
        for (int i = 0; i < columns.Count; i++)
        {
            variables.Add(columns[i], new CudaArray(names.Take("columnPartials"), names.Take("columnRows")));
            string place = i == 0 ? "" : i == 1 ? " + stride" : $" + {NumberLiterals.Integer(i)} * stride";
            writer.Line($"float* {variables[columns[i]].Pointer} = slab{place};");
        }
        return variables;
    }

    private Dictionary<int, string> DeclareCoarse(PlannedPass pass, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        IEnumerable<int> operands = pass.Computed.Where(node => !Program.Nodes[node].IsRandom)
            .SelectMany(node => Program.Nodes[node].Operands).Distinct().OrderBy(node => node);
        foreach (int operand in operands.Where(node => Program.Nodes[node] is { Opcode: not Opcode.Constant } value && value.Scope.IsWholeTensor()))
        {
            variables.Add(operand, names.Take(CudaNames.Camel(layout.Steps.Names.Of(operand))));
            writer.Line($"const {(Program.Nodes[operand].Kind == ValueKind.Condition ? "bool" : "float")} {variables[operand]} = {layout.Steps.Field(operand)};");
        }
        return variables;
    }

    // A call, and a store that rounds by chance, draws from a stream of its own.
    private Dictionary<int, string> DeclareStreams(PlannedPass pass, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        foreach (int node in pass.Computed.Where(node => Program.Nodes[node].IsRandom).Concat(Roundings(pass)).Distinct())
        {
            Node drawn = Program.Nodes[node];
            string number = NumberLiterals.Integer(drawn.Slot);
            variables.Add(node, names.Take("stream" + number));
            string inputs = $"{StepNumber(drawn.Operands[0])}, {StepNumber(drawn.Operands[1])}, (u32)entry.ordinal, {number}u";
            writer.Line($"const Stream {variables[node]} = stream_of({inputs});");
        }
        return variables;
    }

    private string StepNumber(int node) => Program.Nodes[node].Opcode == Opcode.Constant
        ? CudaNumbers.Double(Program.Nodes[node].Constant)
        : "step." + layout.Steps.StepFields[node];

    private Dictionary<int, string> DeclareAccumulators(List<int> folds, NamePool names, SourceWriter writer)
    {
        var accumulators = new Dictionary<int, string>();
        foreach (int reduction in folds)
        {
            string name = names.Take(IsSum(reduction) ? "sums" : "largest");
            accumulators.Add(reduction, name);
            writer.Line(IsSum(reduction)
                ? $"float {name}[4] = {{ 0.0f, 0.0f, 0.0f, 0.0f }};"
                : $"u32 {name}[4] = {{ 0x007fffffu, 0x007fffffu, 0x007fffffu, 0x007fffffu }}; // where -inf stands");
        }
        return accumulators;
    }

    private void WriteAccumulation(List<int> folds, Dictionary<int, string> accumulators, string place, Region region, SourceWriter writer)
    {
        if (folds.Count == 0) return;
        using (writer.Block("if (element < count)"))
        {
            foreach (int reduction in folds)
            {
                string lane = accumulators[reduction] + place;
                writer.Line(IsSum(reduction) ? Accumulate(reduction, lane, region) : $"{lane} = max({lane}, ordered({region.Use(Program.Nodes[reduction].Operands[0])}));");
            }
        }
    }

    private string Accumulate(int reduction, string lane, Region region)
    {
        Node node = Program.Nodes[reduction];
        List<string> operands = node.Operands.Select(region.Use).ToList();
        return node.Opcode switch
        {
            Opcode.Sum => $"{lane} = {lane} + {Bracketed(operands[0])};",
            Opcode.SumOfProducts => $"{lane} = __fmaf_rn({operands[0]}, {operands[1]}, {lane});",
            _ => $"{lane} = unordered(max(ordered({lane}), ordered({operands[0]})));",
        };
    }

    // A sum within a sum is rounded first.
    private static string Bracketed(string value) => value.Contains(' ') ? $"({value})" : value;

    private string Stored(PlannedStore store, Region region, Dictionary<int, string> streams)
    {
        string value = store.Target == StoreTarget.State ? $"flushed({region.Use(store.Value)})" : region.Use(store.Value);
        return store.Rounding < 0 ? value : $"rounded<{StorageOf(store)}>({value}, random_bits({streams[store.Rounding]}, (u32)(base + element)))";
    }

    private string StorageOf(int node) => Program.Nodes[node].Opcode switch
    {
        Opcode.Gradient => "GRADIENT",
        Opcode.Weight => "PARAMETER",
        Opcode.State => CudaTables.StorageOf(Program.States[Program.Nodes[node].Slot]),
        _ => "Float32",
    };

    private string StorageOf(PlannedStore store) => store.Target switch
    {
        StoreTarget.Weight => "PARAMETER",
        StoreTarget.State => CudaTables.StorageOf(Program.States[store.Slot]),
        _ => "Float32",
    };

    private bool ReadsAgain(string array, int pass) =>
        plan.Passes.Skip(pass + 1).Any(later => later.Loads.Select(layout.Arrays.ArrayName).Concat(later.Stores.Select(layout.Arrays.ArrayName)).Contains(array));

    /// <summary>The variables of an array: where it lies, and a thread's elements of it.</summary>
    private sealed record CudaArray(string Pointer, string Rows);
}
