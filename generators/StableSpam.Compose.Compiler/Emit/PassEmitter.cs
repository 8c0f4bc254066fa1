using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits one pass: a loop over lanes that loads, computes, folds and stores.</summary>
internal sealed partial class PassEmitter(StepPlan plan, StepLayout layout)
{
    private StepProgram Program => plan.Program;

    /// <summary>The name of a pass's struct.</summary>
    public static string NameOf(int pass) => "Pass" + NumberLiterals.Integer(pass);

    /// <summary>Emits the struct of pass number <paramref name="pass"/>.</summary>
    public void Write(int pass, SourceWriter writer)
    {
        PlannedPass planned = plan.Passes[pass];
        writer.Line();
        WriteSummary(planned, writer);
        string kind = IsSegmented(pass) ? "ISegmentedPass" : "IPass";
        writer.Line($"private readonly unsafe struct {NameOf(pass)}<TParameter, TGradient, TState> : global::StableSpamCompose.Execution.{kind}<Step, Tensor>");
        WriteStorageConstraints(writer);
        using (writer.Block())
        {
            if (IsSegmented(pass)) WriteSegmentation(planned, writer);
            string reductions = string.Join(", ", planned.Reductions.Select(node => "global::StableSpamCompose.Execution.Reduction." + KeptAs(node)));
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public static global::System.ReadOnlySpan<global::StableSpamCompose.Execution.Reduction> Reductions => [{reductions}];");
            writer.Line().Line("/// <inheritdoc/>");
            writer.Line($"public static bool Writes => {(planned.Stores.Count > 0 ? "true" : "false")};");
            writer.Line().Line("/// <inheritdoc/>");
            // A kernel within its caller would have to share what the JIT compiler spends on inlining; its operators could stay calls.
            const string Options = "global::System.Runtime.CompilerServices.MethodImplOptions.";
            writer.Line($"[global::System.Runtime.CompilerServices.MethodImpl({Options}AggressiveOptimization | {Options}NoInlining)]");
            writer.Line("public static nint Run<TLanes, TFold>(");
            using (writer.Indented())
            {
                string segment = IsSegmented(pass) ? "in global::StableSpamCompose.Execution.Segment segment, " : "";
                writer.Line($"in Step step, in Tensor tensor, in global::StableSpamCompose.Execution.TensorMemory memory, {segment}nint start, nint end, TFold fold)");
                writer.Line("where TLanes : unmanaged, global::StableSpamCompose.Simd.ILanes<TLanes>");
            }
            using (writer.Block("    where TFold : struct, global::StableSpamCompose.Execution.ITileFold")) WriteLoop(planned, writer);
        }
    }

    /// <summary>Emits the constraints of the three storage types, one a line.</summary>
    public static void WriteStorageConstraints(SourceWriter writer)
    {
        using (writer.Indented())
        {
            foreach (string type in new[] { "TParameter", "TGradient", "TState" })
                writer.Line($"where {type} : struct, global::StableSpamCompose.Storage.IStorage");
        }
    }

    /// <summary>Whether a pass goes from row to row or block to block, because it folds them or reads what they have.</summary>
    public bool IsSegmented(int pass) => plan.Passes[pass].Traversal != Traversal.Tensor || PartsReadBy(plan.Passes[pass]).Any();

    // Rows, columns, matrices and blocks of which the pass reads a value.
    private IEnumerable<int> PartsReadBy(PlannedPass planned) =>
        planned.Computed.SelectMany(node => Program.Nodes[node].Operands).Where(node => Program.Nodes[node].Scope.IsPart()).Distinct().OrderBy(node => node);

    private void WriteSegmentation(PlannedPass planned, SourceWriter writer)
    {
        const string Execution = "global::StableSpamCompose.Execution.";
        IEnumerable<string> boundaries = PartsReadBy(planned).Select(node => Program.Nodes[node].Scope).Select(scope => scope switch
        {
            Scope.Row or Scope.Column or Scope.Matrix => "Rows",
            Scope.FlatRow or Scope.FlatColumn => "FlatRows",
            Scope.FlatMatrix => "None",
            _ => "Blocks",
        }).Where(boundary => boundary != "None").Distinct().DefaultIfEmpty("None");
        List<string> targets = planned.Reductions.Select(node => $"new(global::StableSpamCompose.Plans.StateScope.{Program.Nodes[node].Scope}, {NumberLiterals.Integer(PartFolded(node))})").ToList();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public static {Execution}Traversal Traversal => {Execution}Traversal.{planned.Traversal};");
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static {Execution}Boundaries Boundaries => {string.Join(" | ", boundaries.Select(boundary => $"{Execution}Boundaries.{boundary}"))};");
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static global::System.ReadOnlySpan<{Execution}FoldTarget> Targets => {(targets.Count == 0 ? "default" : $"new {Execution}FoldTarget[] {{ {string.Join(", ", targets)} }}")};");
        writer.Line();
    }

    private int PartFolded(int reduction) => Program.Nodes[reduction].Scope.IsPart() ? layout.PartOf(reduction) : -1;

    /// <summary>Emits what a pass reads, folds and writes.</summary>
    public void WriteSummary(PlannedPass planned, SourceWriter writer)
    {
        writer.Line("/// <summary>");
        writer.Line($"/// Reads {Listing(planned.Loads.Select(ArrayName))}.");
        if (PartsReadBy(planned).Any())
            writer.Line($"/// Takes {Listing(PartsReadBy(planned).Select(node => $"{ExpressionSketch.Of(Program, node)} of each {PartText.IndexOf(Program.Nodes[node].Scope)}"))}.");
        int guesses = GuessesIn(planned);
        if (planned.Reductions.Count > 0) writer.Line($"/// Folds {Listing(planned.Reductions.Take(planned.Reductions.Count - guesses).Select(ReductionName))}.");
        if (guesses > 0) writer.Line($"/// Folds, as a guess for the next pass, {Listing(planned.Reductions.Skip(planned.Reductions.Count - guesses).Select(ReductionName))}.");
        if (planned.Speculative is { } fold)
        {
            PlannedPass before = plan.Passes[plan.Passes.ToList().IndexOf(planned) - 1];
            int largest = Program.Nodes[before.Reductions[fold.Largest]].Operands[0];
            writer.Line($"/// Looks only at chunks in which {Comments.Xml(ExpressionSketch.Of(Program, largest))} is above {Comments.Xml(ExpressionSketch.Of(Program, fold.Limit))} somewhere; the guess of the pass before holds for all others.");
        }
        if (planned.Stores.Count > 0) writer.Line($"/// Writes {Listing(planned.Stores.Select(ArrayName))}.");
        writer.Line("/// </summary>");
    }

    // How many of a pass's reductions, the last ones, are folded for the next pass.
    private int GuessesIn(PlannedPass planned)
    {
        int next = plan.Passes.ToList().IndexOf(planned) + 1;
        return next < plan.Passes.Count && plan.Passes[next].Speculative is not null ? plan.Passes[next].Reductions.Count : 0;
    }

    private void WriteLoop(PlannedPass planned, SourceWriter writer)
    {
        var names = new NamePool(["step", "tensor", "memory", "segment", "start", "end", "fold", "i"]);
        Dictionary<string, string> arrays = DeclareArrays(planned, names, writer);
        Dictionary<int, string> outside = DeclareCoarse(planned, names, writer);
        Dictionary<int, string> leaves = DeclareColumns(planned, names, writer);
        foreach (int node in planned.Loads) leaves.Add(node, Load(node, arrays[ArrayName(node)]));
        foreach (int node in planned.Computed.Where(node => Program.Nodes[node].IsRandom))
            leaves.Add(node, $"{DeclareStream(node, names, writer)}.{Program.Nodes[node].Opcode}<TLanes>(i)");
        Dictionary<int, string> roundings = planned.Stores.Where(store => store.Rounding >= 0)
            .ToDictionary(store => store.Rounding, store => DeclareStream(store.Rounding, names, writer));

        var region = new Region(
            Program, leaves.Keys.Union(planned.Computed), outside,
            leaves,
            exports: new Dictionary<int, string>(),
            roots: planned.Stores.Select(store => store.Value).Concat(planned.Reductions.SelectMany(node => Program.Nodes[node].Operands)),
            names,
            static (nodes, reference) => new LaneExpressionText(nodes, reference))
        {
            TypeOf = static _ => "TLanes",
            Describe = layout.Names,
        };
        writer.Line();
        if (planned.Reductions.Any(node => !Program.Nodes[node].Scope.IsColumn()))
            WriteFoldingLoop(planned, arrays, outside, names, writer, WriteBody);
        else
            WriteRunningLoop(writer, WriteBody);

        void WriteBody(IReadOnlyDictionary<int, string> accumulators)
        {
            region.Write(writer);
            writer.Line();
            foreach (int reduction in planned.Reductions)
                writer.Line(accumulators.TryGetValue(reduction, out string? accumulator) ? Accumulate(reduction, accumulator, region) : AddToColumn(planned, reduction, region));
            foreach (PlannedStore store in planned.Stores) writer.Line(Store(store, arrays[ArrayName(store)], region, roundings));
        }
    }

    // Element after element.
    private static void WriteRunningLoop(SourceWriter writer, Action<IReadOnlyDictionary<int, string>> writeBody)
    {
        writer.Line("nint i = start;");
        using (writer.Block("for (; i <= end - TLanes.Count; i += TLanes.Count)")) writeBody(new Dictionary<int, string>());
        writer.Line("return i;");
    }

    private Dictionary<string, string> DeclareArrays(PlannedPass planned, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string array in planned.Loads.Select(ArrayName).Concat(planned.Stores.Select(ArrayName)).Distinct())
        {
            string variable = names.Take(array switch { "grad" => "gradients", "w" => "parameters", _ => Identifiers.Camel(array) });
            variables.Add(array, variable);
            string source = Source(array);
            writer.Line($"{PointerTo(array)} {variable} = {source};");
        }
        return variables;
    }

    private string PointerTo(string array) => Source(array).StartsWith("memory.Scratch", StringComparison.Ordinal) ? "float*" : "void*";

    // Columns lie side by side, as the elements of a row do.
    private Dictionary<int, string> DeclareColumns(PlannedPass planned, NamePool names, SourceWriter writer)
    {
        var leaves = new Dictionary<int, string>();
        foreach (int column in PartsReadBy(planned).Where(node => Program.Nodes[node].Scope.IsColumn()))
        {
            Node node = Program.Nodes[column];
            string variable = names.Take(Identifiers.Camel(layout.Names.Of(column)) + "Columns");
            string shift = node.Scope == Scope.Column ? "segment.ColumnShift" : "segment.FlatColumnShift";
            writer.Line($"float* {variable} = {PartText.Array(node.Scope, "memory.Parts", layout.PartOf(column))} + {shift};");
            leaves.Add(column, PartText.Load(node, $"{variable} + i"));
        }
        return leaves;
    }

    // What is the same for all elements of the loop is spread over the lanes before it.
    private Dictionary<int, string> DeclareCoarse(PlannedPass planned, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        IEnumerable<int> operands = planned.Computed
            .Select(node => Program.Nodes[node])
            .Where(node => !node.IsRandom)
            .SelectMany(node => node.Operands.Where((_, place) => place != 1 || !LaneExpressionText.Clears(node, index => Program.Nodes[index]))).Distinct().OrderBy(node => node);
        foreach (int operand in operands.Where(node => Program.Nodes[node].Scope != Scope.Element && !Program.Nodes[node].Scope.IsColumn()))
        {
            string variable = names.Take(Identifiers.Camel(layout.Names.Of(operand)));
            variables.Add(operand, variable);
            writer.Line($"TLanes {variable} = {(Program.Nodes[operand].Scope.IsPart() ? SpreadPart(operand) : layout.Spread(operand))};");
        }
        return variables;
    }

    // A call, and a store that rounds by chance, draws from a stream of its own; gives the name of its variable.
    private string DeclareStream(int node, NamePool names, SourceWriter writer)
    {
        Node drawn = Program.Nodes[node];
        string number = NumberLiterals.Integer(drawn.Slot), stream = names.Take("stream" + number);
        string inputs = $"{StepNumber(drawn.Operands[0])}, {StepNumber(drawn.Operands[1])}, memory.Ordinal, {number}";
        writer.Line($"var {stream} = new global::StableSpamCompose.Execution.RandomStream({inputs});");
        return stream;
    }

    private string StepNumber(int node) => Program.Nodes[node].Opcode == Opcode.Constant
        ? NumberLiterals.Double(Program.Nodes[node].Constant)
        : "step." + layout.StepFields[node];

    private string SpreadPart(int node)
    {
        Node value = Program.Nodes[node];
        string place = value.Scope switch
        {
            Scope.FlatMatrix => "0",
            Scope.Matrix => "segment.Matrix",
            Scope.Row => "segment.Row",
            Scope.FlatRow => "segment.FlatRow",
            _ => "segment.Block",
        };
        return PartText.Spread(value, $"({PartText.Array(value.Scope, "memory.Parts", layout.PartOf(node))})", place);
    }

    private string Load(int node, string array) => Program.Nodes[node].Opcode is Opcode.Gradient or Opcode.Weight or Opcode.State
        ? $"{StorageOfLoad(node)}.Load<TLanes>({array}, i)"
        : $"TLanes.Load({array} + i)";

    private string StorageOfLoad(int node) => Program.Nodes[node].Opcode switch
    {
        Opcode.Gradient => "TGradient",
        Opcode.Weight => "TParameter",
        Opcode.State => StorageOf(Program.Nodes[node].Slot),
        _ => "global::StableSpamCompose.Storage.Float32",
    };

    private string Store(PlannedStore store, string array, Region region, Dictionary<int, string> roundings)
    {
        string value = region.Use(store.Value);
        if (store.Target == StoreTarget.Scratch) return $"TLanes.Store({value}, {array} + i);";
        (string storage, string stored) = store.Target == StoreTarget.Weight ? ("TParameter", value) : (StorageOf(store.Slot), $"TLanes.FlushSubnormals({value})");
        return store.Rounding < 0
            ? $"{storage}.Store({stored}, {array}, i);"
            : $"{storage}.StoreStochastically({stored}, {array}, i, in {roundings[store.Rounding]});";
    }

    // What a recipe stores in fp32 the engine may store otherwise; what it stores narrower lies as the recipe says.
    private string StorageOf(int slot) => Program.States[slot].Format == NumberFormat.Float32
        ? "TState"
        : "global::StableSpamCompose.Storage." + Program.States[slot].Format;

    /// <summary>What a pass calls the array that a leaf, or a value kept from an earlier pass, is read from.</summary>
    public string ArrayName(int node)
    {
        Node leaf = Program.Nodes[node];
        return leaf.Opcode switch
        {
            Opcode.Gradient => "grad",
            Opcode.Weight => "w",
            Opcode.State => Program.States[leaf.Slot].Name,
            _ => ScratchName(Enumerable.Range(0, plan.Scratch.Count).First(i => plan.Scratch[i] == node)),
        };
    }

    /// <summary>What a pass calls the array that it writes.</summary>
    public string ArrayName(PlannedStore store) => store.Target switch
    {
        StoreTarget.Weight => "w",
        StoreTarget.State => Program.States[store.Slot].Name,
        _ => ScratchName(store.Slot),
    };

    /// <summary>What a reduction folds, in the words of the plan.</summary>
    public string ReductionName(int node)
    {
        Node reduction = Program.Nodes[node];
        string operands = string.Join(" * ", reduction.Operands.Select(operand => ExpressionSketch.Of(Program, operand)));
        string where = reduction.Scope.IsPart() ? $" in each {PartText.IndexOf(reduction.Scope)}" : "";
        return (reduction.Opcode == Opcode.Largest ? $"the largest of {operands}" : $"the sum of {operands}") + where;
    }

    private string Source(string array)
    {
        if (array == "w") return "memory.Parameter";
        if (array == "grad") return "memory.Gradient";
        for (int slot = 0; slot < Program.States.Count; slot++)
        {
            if (Program.States[slot].Name == array) return $"memory.States[{NumberLiterals.Integer(layout.PositionOf(slot))}]";
        }
        int scratch = Enumerable.Range(0, plan.Scratch.Count).First(i => ScratchName(i) == array);
        return $"memory.Scratch[{NumberLiterals.Integer(scratch)}]";
    }

    /// <summary>What passes call an array that lives for one step.</summary>
    public string ScratchName(int index)
    {
        string label = Program.Nodes[plan.Scratch[index]].Label;
        return $"kept {(label.Length > 0 ? label : "value")}{(index == 0 ? "" : " " + NumberLiterals.Integer(index + 1))}";
    }

    private static string Listing(IEnumerable<string> items)
    {
        List<string> list = items.Select(Comments.Xml).ToList();
        return list.Count == 0 ? "nothing" : list.Count == 1 ? list[0] : string.Join(", ", list.Take(list.Count - 1)) + " and " + list[list.Count - 1];
    }
}
