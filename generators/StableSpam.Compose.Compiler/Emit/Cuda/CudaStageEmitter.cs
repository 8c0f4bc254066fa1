using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits what is the same for a whole tensor, in double: one function for each stage. Every block that needs the values
/// computes them; only the caller that is <c>first</c> writes states.
/// </summary>
internal sealed class CudaStageEmitter(StepPlan plan, CudaLayout layout)
{
    private StepProgram Program => plan.Program;

    private StepLayout Steps => layout.Steps;

    /// <summary>The function of a stage.</summary>
    public static string NameOf(int stage) => "stage" + NumberLiterals.Integer(stage);

    /// <summary>Whether a stage computes something that is read or written.</summary>
    public bool HasWork(int stage) =>
        layout.Launches.LaunchOfStage(stage) >= 0
        && (CudaStores.Of(plan, stage).Any() || plan.Stages[stage].Computed.Any(Steps.TensorFields.ContainsKey));

    /// <summary>The reductions whose totals a stage reads, in the order of <c>totals</c>: of elements, and of rows, columns, matrices and blocks.</summary>
    public IReadOnlyList<int> TotalsOf(int stage) => plan.Stages[stage].Computed
        .Where(node => Program.Nodes[node] is { IsReduction: true, Scope: Scope.Tensor }).ToList();

    /// <summary>Emits the call of a stage.</summary>
    public void WriteCall(int stage, string first, SourceWriter writer) =>
        writer.Line($"{NameOf(stage)}(step, entry, {(TotalsOf(stage).Count > 0 ? "totals, " : "")}{first}, tensor);");

    /// <summary>The call by which a warp folds the partials of a reduction to the total in a place of <c>totals</c>.</summary>
    public string TotalText(int reduction, int place)
    {
        string total = At("totals", place);
        if (PartWork.FoldsParts(Program, reduction))
            return FoldText(reduction, "", CudaPartText.Count(Program.Nodes[Program.Nodes[reduction].Operands[0]].Scope), total);
        string function = Program.Nodes[reduction].Opcode == Opcode.Largest ? "largest_of_chunks" : "sum_of_chunks";
        return $"{function}(launch.partials + {layout.RowText(reduction)}entry.firstChunk, entry.shape.length, lane, {total});";
    }

    /// <summary>The call by which a warp folds values of rows, columns, matrices or blocks.</summary>
    /// <param name="reduction">The reduction.</param>
    /// <param name="start">What is added to their arrays to get to the first value.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="total">Where the first thread of the warp writes the total.</param>
    public string FoldText(int reduction, string start, string count, string total)
    {
        Node node = Program.Nodes[reduction];
        Scope from = Program.Nodes[node.Operands[0]].Scope;
        string function = (node.Opcode, from.IsSingle()) switch
        {
            (Opcode.Sum, true) => "sum_of_values",
            (Opcode.SumOfProducts, _) => "sum_of_products",
            (Opcode.Largest, true) => "largest_of_values",
            (Opcode.Sum, false) => "sum_in_order",
            _ => "largest_in_order",
        };
        IEnumerable<string> arrays = node.Operands.Select(operand => layout.Tables.OfParts(Steps.PartOf(operand)) + start);
        return $"{function}({string.Join(", ", arrays)}, {count}, lane, {total});";
    }

    /// <summary>Emits the reading of tensor values that have been left.</summary>
    public void WriteTaken(IEnumerable<string> fields, string entry, SourceWriter writer)
    {
        foreach (string field in fields) writer.Line($"tensor.{field} = launch.values[{entry}].{field};");
    }

    /// <summary>Emits the writing of tensor values for those who take them later.</summary>
    public void WriteLeft(IEnumerable<string> fields, string entry, SourceWriter writer)
    {
        foreach (string field in fields) writer.Line($"launch.values[{entry}].{field} = tensor.{field};");
    }

    /// <summary>The tensor values of earlier stages that decide whether the step is skipped.</summary>
    public IEnumerable<string> TakenBySkip()
    {
        HashSet<int> needed = Needed(Program.Skip, plan.SkipStage);
        return Steps.TensorFields
            .Where(field => !needed.Contains(field.Key) && needed.Any(node => !Program.Nodes[node].IsGroupReduction && Program.Nodes[node].Operands.Contains(field.Key)))
            .Select(field => field.Value);
    }

    /// <summary>Emits the struct of tensor values.</summary>
    public void WriteStruct(SourceWriter writer)
    {
        writer.Line().Line("// What is the same for every element of a tensor in a step.");
        using (writer.Block("struct Tensor", "};"))
        {
            foreach (KeyValuePair<int, string> field in Steps.TensorFields)
                writer.Line($"{StepLayout.HostType(Program.Nodes[field.Key])} {field.Value};");
        }
    }

    /// <summary>Emits the functions of all stages that compute something.</summary>
    public void WriteFunctions(SourceWriter writer)
    {
        foreach (int stage in Enumerable.Range(0, plan.Stages.Count).Where(HasWork)) WriteFunction(stage, writer);
    }

    /// <summary>Emits the function that says whether the step is to be skipped, as one tensor sees it.</summary>
    public void WriteSkips(SourceWriter writer)
    {
        HashSet<int> needed = Needed(Program.Skip, plan.SkipStage);
        writer.Line().Line("// Whether the step is to be skipped.");
        using (writer.Block("static __device__ __forceinline__ bool skips(const Step& step, const TensorEntry& entry, const Tensor& tensor)"))
        {
            Region region = RegionOf(plan.SkipStage, needed.OrderBy(node => node).ToList(), new Dictionary<int, string>(), [Program.Skip]);
            region.Write(writer);
            writer.Line().Line($"return {region.Use(Program.Skip)};");
        }
    }

    private void WriteFunction(int stage, SourceWriter writer)
    {
        TensorStage planned = plan.Stages[stage];
        List<TensorStore> stores = CudaStores.Of(plan, stage).ToList();
        List<int> computed = planned.Computed.Where(node => IsTensorValue(node) && !StepLayout.IsInput(Program.Nodes[node])).ToList();
        List<int> members = AllInputs()
            .Where(input => planned.Computed.Contains(input) || computed.Any(node => Program.Nodes[node].Operands.Contains(input)) || stores.Any(store => store.Value == input))
            .Concat(computed).ToList();
        Dictionary<int, string> exports = Steps.TensorFields.Where(field => members.Contains(field.Key) && planned.Computed.Contains(field.Key))
            .ToDictionary(field => field.Key, field => "tensor." + field.Value);

        string totals = TotalsOf(stage).Count > 0 ? "const double* totals, " : "";
        writer.Line().Line("// " + Summary(stage));
        using (writer.Block($"static __device__ __forceinline__ void {NameOf(stage)}(const Step& step, const TensorEntry& entry, {totals}bool first, Tensor& tensor)"))
        {
            Region region = RegionOf(stage, members, exports, stores.Select(store => store.Value));
            region.Write(writer);
            WriteStates(stores, region, writer);
        }
    }

    private void WriteStates(List<TensorStore> stores, Region region, SourceWriter writer)
    {
        if (stores.Count == 0) return;
        writer.Line().Line("if (!first) return;");
        foreach (TensorStore store in stores.Where(store => Program.States[store.Slot].Scope == Scope.Tensor))
            writer.Line(Store("newStates", store, region));
        List<TensorStore> ofGroup = stores.Where(store => Program.States[store.Slot].Scope == Scope.Group).ToList();
        if (ofGroup.Count > 0) writer.Line("if (entry.newGroupStates == nullptr) return;");
        foreach (TensorStore store in ofGroup) writer.Line(Store("newGroupStates", store, region));
    }

    private string Store(string states, TensorStore store, Region region) =>
        $"__stcg({At($"entry.{states}", Steps.PositionOf(store.Slot))}, {region.Use(store.Value)}); // {CudaNames.Comment(Program.States[store.Slot].Name)}";

    private static string At(string pointer, int place) => place == 0 ? pointer : $"{pointer} + {NumberLiterals.Integer(place)}";

    private Region RegionOf(int stage, List<int> members, Dictionary<int, string> exports, IEnumerable<int> roots)
    {
        Dictionary<int, string> outside = Steps.StepFields.ToDictionary(field => field.Key, field => "step." + field.Value);
        foreach (KeyValuePair<int, string> field in Steps.TensorFields.Where(field => !members.Contains(field.Key)))
            outside.Add(field.Key, "tensor." + field.Value);
        return new Region(
            Program, members, outside,
            leaves: members.Where(node => StepLayout.IsInput(Program.Nodes[node]) || Program.Nodes[node].IsReduction || Program.Nodes[node].IsGroupReduction)
                .ToDictionary(node => node, node => Read(node, stage)),
            exports, roots, new NamePool(CudaNames.Reserved),
            static (nodes, reference) => new CudaTensorText(nodes, reference))
        {
            TypeOf = StepLayout.HostType,
            Describe = Steps.Names,
            Identifier = CudaNames.Camel,
        };
    }

    private IEnumerable<int> AllInputs() => plan.Stages.SelectMany(stage => stage.Computed).Where(node => IsTensorValue(node) && StepLayout.IsInput(Program.Nodes[node]));

    private bool IsTensorValue(int node) => Program.Nodes[node].Scope is Scope.Tensor or Scope.Group && Program.Nodes[node].Opcode != Opcode.Constant;

    // What a value of a stage is computed from, down to what earlier stages have left.
    private HashSet<int> Needed(int value, int stage)
    {
        var needed = new HashSet<int>();
        var open = new Stack<int>([value]);
        while (open.Count > 0)
        {
            int node = open.Pop();
            bool isHere = plan.Stages[stage].Computed.Contains(node) || StepLayout.IsInput(Program.Nodes[node]);
            if (!isHere || Program.Nodes[node].Opcode == Opcode.Constant || !needed.Add(node)) continue;
            foreach (int operand in Program.Nodes[node].Operands) open.Push(operand);
        }
        return needed;
    }

    private string Summary(int stage)
    {
        if (stage == 0) return "What needs no reduction.";
        PlannedLevel before = plan.Levels[stage - 1];
        return before.Pass >= 0 ? $"What follows from pass {NumberLiterals.Integer(before.Pass)}."
            : before.GroupReductions.Count > 0 ? "What follows from the totals of the group."
            : "What follows from folding rows, columns or blocks.";
    }

    private string Read(int leaf, int stage)
    {
        Node node = Program.Nodes[leaf];
        return node.Opcode switch
        {
            Opcode.State when node.Scope == Scope.Group => $"__ldcg({At("entry.oldGroupStates", Steps.PositionOf(node.Slot))})",
            Opcode.State => $"__ldcg({At("entry.oldStates", Steps.PositionOf(node.Slot))})",
            Opcode.GroupSum or Opcode.GroupLargest => $"__ldcg({At("entry.groupTotals", Steps.TotalOf(leaf))})",
            Opcode.ElementCount => "(double)entry.shape.length",
            Opcode.Rank => "(double)entry.rank",
            Opcode.RowCount => node.Slot == 1 ? "(double)entry.shape.flatRows" : "(double)entry.shape.rows",
            Opcode.ColumnCount => node.Slot == 1 ? "(double)entry.shape.flatColumns" : "(double)entry.shape.columns",
            Opcode.MatrixCount => "(double)entry.shape.matrices",
            Opcode.BlockCount => "(double)entry.shape.blocks",
            _ => $"totals[{NumberLiterals.Integer(TotalsOf(stage).TakeWhile(reduction => reduction != leaf).Count())}]",
        };
    }
}
