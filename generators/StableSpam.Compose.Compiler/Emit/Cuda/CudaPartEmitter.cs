using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Emits the kernel of a launch that computes what there is for each row, column, matrix and block: a block takes a tensor
/// through some stages, each in the order of the CPU, its threads or warps sharing out the rows of each loop.
/// </summary>
internal sealed class CudaPartEmitter(StepPlan plan, CudaLayout layout, CudaStageEmitter stages)
{
    private StepProgram Program => plan.Program;

    /// <summary>Emits the kernel of a launch, after the functions that it calls.</summary>
    public void Write(int launch, SourceWriter writer)
    {
        PlannedLaunch planned = layout.Launches.Launches[launch];
        foreach (int stage in planned.Stages)
        {
            foreach (Scope scope in PartText.Scopes.Where(scope => PartWork.Computed(plan, stage, scope).Count > 0)) WriteLoop(stage, scope, writer);
        }
        int totals = planned.Stages.Select(stage => stages.TotalsOf(stage).Count).DefaultIfEmpty(0).Max();
        writer.Line().Line("// What follows for rows, columns, matrices and blocks.");
        using (writer.Block($"extern \"C\" __global__ void __launch_bounds__(256, 2) {planned.Kernel}(const Launch launch)"))
        {
            if (totals > 0) writer.Line($"__shared__ double totals[{NumberLiterals.Integer(totals)}];");
            if (planned.Stages.Any(UsesTensor)) writer.Line("__shared__ Tensor tensor;");
            if (planned.Stages.Any(UsesWarps)) writer.Line("const int lane = threadIdx.x & 31;").Line("const int warp = threadIdx.x >> 5;");
            using (writer.Block("for (int index = blockIdx.x; index < launch.entryCount; index += gridDim.x)"))
            {
                writer.Line("const TensorEntry& entry = launch.entries[index];");
                if (planned.Stages.Any(UsesTensor)) writer.Line("const Step& step = launch.steps[entry.step];");
                List<string> taken = layout.TakenBy(launch).ToList();
                if (taken.Count > 0)
                {
                    using (writer.Block("if (threadIdx.x == 0)")) stages.WriteTaken(taken, "index", writer);
                    writer.Line("__syncthreads();");
                }
                foreach (int stage in planned.Stages) WriteStage(stage, writer);
                List<string> left = layout.LeftBy(launch).ToList();
                if (left.Count > 0)
                {
                    using (writer.Block("if (threadIdx.x == 0)")) stages.WriteLeft(left, "index", writer);
                    // Nothing of this tensor is read any more when that of the next is written.
                    writer.Line("__syncthreads();");
                }
            }
        }
    }

    private bool UsesTensor(int stage) => stages.HasWork(stage) || Scopes(stage).Any();

    private bool UsesWarps(int stage) => stages.TotalsOf(stage).Count > 0 || Scopes(stage).Any(scope => FoldsOf(stage, scope).Count > 0);

    private IEnumerable<Scope> Scopes(int stage) => PartText.Scopes.Where(scope => PartWork.Computed(plan, stage, scope).Count > 0);

    // Rows and columns that a loop folds to matrices.
    private List<int> FoldsOf(int stage, Scope scope) => PartWork.Computed(plan, stage, scope).Where(node => Program.Nodes[node].IsReduction).ToList();

    private static string NameOf(int stage, Scope scope)
    {
        string plural = PartText.Plural(scope);
        return $"{CudaStageEmitter.NameOf(stage)}_{char.ToLowerInvariant(plural[0])}{plural.Substring(1)}";
    }

    // After each part of a stage all threads see what it has written.
    private void WriteStage(int stage, SourceWriter writer)
    {
        List<int> columns = PartWork.ColumnsBefore(plan, stage).ToList();
        for (int i = 0; i < columns.Count; i++) writer.Line(FoldColumns(columns, i));
        IReadOnlyList<int> totals = stages.TotalsOf(stage);
        for (int i = 0; i < totals.Count; i++) writer.Line($"if (warp == {NumberLiterals.Integer(i % 8)}) {stages.TotalText(totals[i], i)}");
        if (columns.Count + totals.Count > 0) writer.Line("__syncthreads();");
        if (stages.HasWork(stage))
        {
            using (writer.Block("if (threadIdx.x == 0)")) stages.WriteCall(stage, "true", writer);
            writer.Line("__syncthreads();");
        }
        foreach (Scope scope in Scopes(stage))
        {
            writer.Line($"{NameOf(stage, scope)}(step, entry, tensor{(FoldsOf(stage, scope).Count > 0 ? ", lane, warp" : "")});");
            writer.Line("__syncthreads();");
        }
        foreach (TensorStore store in PartWork.Stores(plan, stage))
        {
            StateSlot state = Program.States[store.Slot];
            string from = layout.Tables.OfParts(layout.Steps.PartOf(store.Value));
            string to = layout.Tables.OfParts(layout.Steps.PartOfState(store.Slot));
            writer.Line($"{(state.Scope.IsSingle() ? "keep" : "keep_exactly")}({from}, {to}, {CudaPartText.Count(state.Scope)}); // {CudaNames.Comment(state.Name)}");
        }
        if (PartWork.Stores(plan, stage).Any()) writer.Line("__syncthreads();");
    }

    private string FoldColumns(List<int> columns, int index)
    {
        Node reduction = Program.Nodes[columns[index]];
        bool isFlat = reduction.Scope == Scope.FlatColumn;
        string shape = isFlat ? "1, entry.shape.flatRows, entry.shape.flatColumns" : "entry.shape.matrices, entry.shape.rows, entry.shape.columns";
        string function = reduction.Opcode == Opcode.Largest ? "largest_of_slabs" : "sum_of_slabs";
        string target = layout.Tables.OfParts(layout.Steps.PartOf(columns[index]));
        string comment = CudaNames.Comment(layout.Arrays.ReductionName(columns[index]));
        return $"{function}(entry.columnPartials, {NumberLiterals.Integer(index)}, {NumberLiterals.Integer(columns.Count)}, {shape}, {target}); // {comment}";
    }

    private void WriteLoop(int stage, Scope scope, SourceWriter writer)
    {
        List<int> computed = PartWork.Computed(plan, stage, scope);
        List<int> folds = FoldsOf(stage, scope);
        string index = PartText.IndexOf(scope);
        writer.Line().Line($"// What follows for each {index}.");
        string warps = folds.Count > 0 ? ", int lane, int warp" : "";
        using (writer.Block($"static __device__ __forceinline__ void {NameOf(stage, scope)}(const Step& step, const TensorEntry& entry, const Tensor& tensor{warps})"))
        {
            var names = new NamePool(CudaNames.Reserved);
            List<int> read = computed.SelectMany(node => Program.Nodes[node].Operands)
                .Where(operand => Program.Nodes[operand].Scope == scope && (IsRead(operand) || !computed.Contains(operand)))
                .Concat(computed.Where(IsRead)).Distinct().OrderBy(node => node).ToList();
            List<int> kept = computed.Where(plan.KeptParts.Contains).ToList();
            Dictionary<int, string> arrays = DeclareArrays(read, kept, names, writer);
            Dictionary<int, string> outside = DeclareCoarse(computed, scope, names, writer);
            writer.Line();
            string loop = folds.Count > 0
                ? $"for (long long {index} = warp; {index} < {CudaPartText.Count(scope)}; {index} += 8)"
                : $"for (long long {index} = threadIdx.x; {index} < {CudaPartText.Count(scope)}; {index} += 256)";
            using (writer.Block(loop))
            {
                Dictionary<int, string> folded = WriteFolds(folds, scope, names, writer);
                DeclareMatrixValues(computed, scope, index, outside, names, writer);
                var region = new Region(
                    Program, read.Concat(computed).Distinct(), outside,
                    leaves: read.ToDictionary(node => node, node => Read(node, arrays, index))
                        .Concat(folded).ToDictionary(leaf => leaf.Key, leaf => leaf.Value),
                    exports: new Dictionary<int, string>(),
                    roots: kept,
                    names,
                    scope.IsSingle()
                        ? static (nodes, reference) => new CudaElementText(nodes, reference)
                        : static (nodes, reference) => new CudaTensorText(nodes, reference))
                {
                    TypeOf = StepLayout.HostType,
                    Describe = layout.Steps.Names,
                    Identifier = CudaNames.Camel,
                };
                region.Write(writer);
                if (kept.Count > 0) writer.Line();
                foreach (int node in kept) writer.Line(Keep(node, region.Use(node), index));
            }
        }
    }

    private bool IsRead(int node) => Program.Nodes[node].Opcode is Opcode.State or Opcode.BlockLength || Program.FoldsElements(node);

    private Dictionary<int, string> DeclareArrays(List<int> read, List<int> kept, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        foreach (int node in read.Where(node => Program.Nodes[node].Opcode != Opcode.BlockLength))
        {
            Scope scope = Program.Nodes[node].Scope;
            variables.Add(node, names.Take(CudaNames.Camel(layout.Steps.Names.Of(node)) + "Values"));
            // An old state that becomes the new value of another is copied from its own array to the one it is kept in.
            bool isCopied = Program.Nodes[node].Opcode == Opcode.State && kept.Contains(node);
            int array = isCopied ? layout.Steps.PartOfState(Program.Nodes[node].Slot) : layout.Steps.PartOf(node);
            writer.Line($"const {CudaPartText.Type(scope)}* {variables[node]} = {layout.Tables.OfParts(array)};");
        }
        return variables;
    }

    private Dictionary<int, string> DeclareCoarse(List<int> computed, Scope scope, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        foreach (int operand in OperandsOf(computed).Where(node => Program.Nodes[node] is { Opcode: not Opcode.Constant } value && value.Scope.IsWholeTensor()))
        {
            Node value = Program.Nodes[operand];
            variables.Add(operand, names.Take(CudaNames.Camel(layout.Steps.Names.Of(operand))));
            string type = value.Kind == ValueKind.Condition ? "bool" : scope.IsSingle() ? "float" : StepLayout.HostType(value);
            writer.Line($"const {type} {variables[operand]} = {layout.Steps.Field(operand)};");
        }
        return variables;
    }

    private void DeclareMatrixValues(List<int> computed, Scope scope, string index, Dictionary<int, string> outside, NamePool names, SourceWriter writer)
    {
        if (!scope.IsSingle()) return;
        List<int> values = OperandsOf(computed).Where(node => Program.Nodes[node].Scope.IsMatrix()).ToList();
        if (values.Any(node => Program.Nodes[node].Scope == Scope.Matrix))
            writer.Line($"const long long matrix = {index} / {CudaPartText.CountInMatrix(scope)};");
        foreach (int value in values)
        {
            Node node = Program.Nodes[value];
            outside[value] = names.Take(CudaNames.Camel(layout.Steps.Names.Of(value)));
            string place = node.Scope == Scope.Matrix ? " + matrix" : "";
            string read = CudaPartText.Single(node, $"__ldcg({layout.Tables.OfParts(layout.Steps.PartOf(value))}{place})");
            writer.Line($"const {(node.Kind == ValueKind.Condition ? "bool" : "float")} {outside[value]} = {read};");
        }
    }

    // The rows or columns of a matrix, which a warp folds to one value; its first thread goes on with it.
    private Dictionary<int, string> WriteFolds(List<int> folds, Scope scope, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        foreach (int fold in folds)
        {
            variables.Add(fold, names.Take("folded"));
            writer.Line($"double {variables[fold]} = 0.0;");
            Scope from = Program.Nodes[Program.Nodes[fold].Operands[0]].Scope;
            string count = CudaPartText.CountInMatrix(from);
            string start = scope == Scope.Matrix ? $" + matrix * {count}" : "";
            writer.Line(stages.FoldText(fold, start, count, "&" + variables[fold]));
        }
        if (folds.Count > 0) writer.Line("if (lane != 0) continue;");
        return variables;
    }

    private IEnumerable<int> OperandsOf(List<int> computed) =>
        computed.SelectMany(node => Program.Nodes[node].Operands).Distinct().OrderBy(node => node);

    private string Read(int node, Dictionary<int, string> arrays, string index)
    {
        Node value = Program.Nodes[node];
        if (value.Opcode == Opcode.BlockLength) return "(float)length_of_block(entry.shape, block)";
        string read = $"__ldcg({arrays[node]} + {index})";
        return value.Kind == ValueKind.Double ? read : CudaPartText.Single(value, read);
    }

    private string Keep(int node, string value, string index)
    {
        Node kept = Program.Nodes[node];
        string number = kept.Kind != ValueKind.Condition ? value : $"({value}) ? {(kept.Scope.IsSingle() ? "1.0f : 0.0f" : "1.0 : 0.0")}";
        if (kept.Kind == ValueKind.Single && !kept.Scope.IsSingle()) number = $"(double){value}";
        return $"__stcg({layout.Tables.OfParts(layout.Steps.PartOf(node))} + {index}, {number});";
    }
}
