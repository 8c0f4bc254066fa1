using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>
/// Emits what a stage computes for each matrix, row, column and block: a loop for each of these, coarse ones first, and then
/// the states that are written.
/// </summary>
internal sealed class PartStageEmitter(StepPlan plan, StepLayout layout)
{
    private StepProgram Program => plan.Program;

    /// <summary>Whether a stage has anything of this.</summary>
    public bool HasWork(int stage) => StoresOf(stage).Any() || ScopesOf(stage).Any();

    /// <summary>Emits, in a stage's method, the calls of its loops and the writing of its states.</summary>
    public void WriteCalls(int stage, string stageName, SourceWriter writer)
    {
        foreach (Scope scope in ScopesOf(stage))
        {
            string type = scope.IsSingle() ? "<global::StableSpamCompose.Simd.Lane>" : "";
            writer.Line($"{MethodName(scope, stageName)}{type}(in step, in inputs, in tensor);");
        }
        foreach (TensorStore store in StoresOf(stage))
        {
            StateSlot state = Program.States[store.Slot];
            string from = PartText.Array(state.Scope, "inputs.Parts", layout.PartOf(store.Value));
            string to = PartText.Array(state.Scope, "inputs.Parts", layout.PartOfState(store.Slot));
            writer.Line($"global::StableSpamCompose.Execution.PartStates.Store({from}, {to}, {PartText.Count(state.Scope, "inputs.Shape")}); // {state.Name}");
        }
    }

    /// <summary>Emits the loops of a stage, each as a method.</summary>
    public void WriteMethods(int stage, string stageName, SourceWriter writer)
    {
        foreach (Scope scope in ScopesOf(stage)) WriteLoop(scope, ComputedIn(stage, scope), MethodName(scope, stageName), writer);
    }

    private static string MethodName(Scope scope, string stageName) => PartText.Plural(scope) + stageName;

    private IEnumerable<TensorStore> StoresOf(int stage) => plan.Stages[stage].Stores.Where(store => Program.States[store.Slot].Scope.IsPart());

    private IEnumerable<Scope> ScopesOf(int stage) => PartText.Scopes.Where(scope => ComputedIn(stage, scope).Count > 0);

    // What is read from an array as it is needs no computing, unless it is copied to another.
    private List<int> ComputedIn(int stage, Scope scope) =>
        plan.Stages[stage].Computed.Where(node => Program.Nodes[node].Scope == scope && !Program.FoldsElements(node) && (!IsRead(node) || plan.KeptParts.Contains(node))).ToList();

    private bool IsRead(int node) => Program.Nodes[node].Opcode is Opcode.State or Opcode.BlockLength || Program.FoldsElements(node);

    private void WriteLoop(Scope scope, List<int> computed, string method, SourceWriter writer)
    {
        string index = PartText.IndexOf(scope);
        string generic = scope.IsSingle() ? "<TLanes>" : "";
        writer.Line().Line($"/// <summary>What follows for each {index}.</summary>");
        writer.Line($"private static unsafe void {method}{generic}(in Step step, in global::StableSpamCompose.Execution.TensorInputs inputs, in Tensor tensor)");
        if (scope.IsSingle()) using (writer.Indented()) writer.Line("where TLanes : unmanaged, global::StableSpamCompose.Simd.ILanes<TLanes>");
        using (writer.Block())
        {
            var names = new NamePool(["step", "inputs", "tensor", "matrix", index]);
            List<int> read = computed.SelectMany(node => Program.Nodes[node].Operands)
                .Where(operand => Program.Nodes[operand].Scope == scope && (IsRead(operand) || !computed.Contains(operand)))
                .Concat(computed.Where(IsRead)).Distinct().OrderBy(node => node).ToList();
            List<int> kept = computed.Where(node => plan.KeptParts.Contains(node)).ToList();
            Dictionary<int, string> arrays = DeclareArrays(read.Where(node => Program.Nodes[node].Opcode != Opcode.BlockLength), kept, names, writer);
            Dictionary<int, string> outside = scope.IsSingle() ? DeclareCoarse(computed, scope, names, writer) : Fields(computed);

            writer.Line();
            using (writer.Block($"for (nint {index} = 0; {index} < {PartText.Count(scope, "inputs.Shape")}; {index}++)"))
            {
                if (scope.IsSingle()) DeclareMatrixValues(computed, scope, index, outside, names, writer);
                var region = new Region(
                    Program, read.Concat(computed).Distinct(), outside,
                    leaves: read.ToDictionary(node => node, node => Read(node, arrays, index))
                        .Concat(computed.Where(node => Program.Nodes[node].IsReduction).ToDictionary(node => node, node => Fold(node, scope)))
                        .ToDictionary(leaf => leaf.Key, leaf => leaf.Value),
                    exports: new Dictionary<int, string>(),
                    roots: kept,
                    names,
                    scope.IsSingle()
                        ? static (nodes, reference) => new LaneExpressionText(nodes, reference)
                        : static (nodes, reference) => new HostExpressionText(nodes, reference))
                {
                    TypeOf = scope.IsSingle() ? static _ => "TLanes" : StepLayout.HostType,
                    Describe = layout.Names,
                };
                region.Write(writer);
                if (kept.Count > 0) writer.Line();
                foreach (int node in kept) writer.Line(Keep(node, region.Use(node), arrays[node], index));
            }
        }
    }

    private Dictionary<int, string> DeclareArrays(IEnumerable<int> read, IEnumerable<int> kept, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        foreach (int node in read.Concat(kept).Distinct())
        {
            Scope scope = Program.Nodes[node].Scope;
            string variable = names.Take(Identifiers.Camel(layout.Names.Of(node)) + "Values");
            variables.Add(node, variable);
            writer.Line($"{PartText.PointerType(scope)} {variable} = {PartText.Array(scope, "inputs.Parts", layout.PartOf(node))};");
        }
        return variables;
    }

    // What is the same for the whole tensor is spread over the lanes before the loop.
    private Dictionary<int, string> DeclareCoarse(List<int> computed, Scope scope, NamePool names, SourceWriter writer)
    {
        var variables = new Dictionary<int, string>();
        foreach (int operand in OperandsOf(computed).Where(node => Program.Nodes[node].Scope.IsWholeTensor()))
        {
            variables.Add(operand, names.Take(Identifiers.Camel(layout.Names.Of(operand))));
            writer.Line($"TLanes {variables[operand]} = {layout.Spread(operand)};");
        }
        return variables;
    }

    private void DeclareMatrixValues(List<int> computed, Scope scope, string index, Dictionary<int, string> outside, NamePool names, SourceWriter writer)
    {
        List<int> values = OperandsOf(computed).Where(node => Program.Nodes[node].Scope.IsMatrix()).ToList();
        if (values.Count > 0 && Scopes.MatrixOf(scope) == Scope.Matrix)
            writer.Line($"nint matrix = {index} / {PartText.CountInMatrix(scope, "inputs.Shape")};");
        foreach (int value in values)
        {
            Node node = Program.Nodes[value];
            outside.Add(value, names.Take(Identifiers.Camel(layout.Names.Of(value))));
            string array = $"({PartText.Array(node.Scope, "inputs.Parts", layout.PartOf(value))})";
            writer.Line($"TLanes {outside[value]} = {PartText.Spread(node, array, node.Scope == Scope.Matrix ? "matrix" : "0")};");
        }
    }

    private Dictionary<int, string> Fields(List<int> computed) =>
        OperandsOf(computed).Where(node => Program.Nodes[node].Scope.IsWholeTensor() && Program.Nodes[node].Opcode != Opcode.Constant)
            .ToDictionary(node => node, layout.Field);

    private IEnumerable<int> OperandsOf(List<int> computed) =>
        computed.SelectMany(node => Program.Nodes[node].Operands).Distinct().OrderBy(node => node);

    private string Read(int node, Dictionary<int, string> arrays, string index)
    {
        Node value = Program.Nodes[node];
        if (value.Opcode == Opcode.BlockLength) return "TLanes.Broadcast(inputs.Shape.LengthOfBlock(block))";
        // An old state that becomes the new value of another is copied from its own array to the one it is kept in.
        bool isCopied = value.Opcode == Opcode.State && plan.KeptParts.Contains(node);
        string array = isCopied ? $"({PartText.Array(value.Scope, "inputs.Parts", layout.PartOfState(value.Slot))})" : arrays[node];
        if (value.Scope.IsSingle()) return PartText.Load(value, $"{array} + {index}");
        return value.Kind switch
        {
            ValueKind.Condition => $"{array}[{index}] != 0.0",
            ValueKind.Single => $"(float){array}[{index}]",
            _ => $"{array}[{index}]",
        };
    }

    // The rows or columns of a matrix, folded to one value.
    private string Fold(int node, Scope scope)
    {
        Node reduction = Program.Nodes[node];
        Scope from = Program.Nodes[reduction.Operands[0]].Scope;
        string count = PartText.CountInMatrix(from, "inputs.Shape");
        IEnumerable<string> arrays = reduction.Operands.Select(operand => scope == Scope.Matrix
            ? $"{PartText.Array(from, "inputs.Parts", layout.PartOf(operand))} + matrix * {count}"
            : PartText.Array(from, "inputs.Parts", layout.PartOf(operand)));
        return $"global::StableSpamCompose.Execution.PartFold.{reduction.Opcode}({string.Join(", ", arrays)}, {count})";
    }

    private string Keep(int node, string value, string array, string index)
    {
        Node kept = Program.Nodes[node];
        if (!kept.Scope.IsSingle()) return $"{array}[{index}] = {(kept.Kind == ValueKind.Condition ? $"{value} ? 1.0 : 0.0" : value)};";
        string number = kept.Kind == ValueKind.Condition ? $"TLanes.Select({value}, TLanes.Broadcast(1f), TLanes.Broadcast(0f))" : value;
        return $"TLanes.Store({number}, {array} + {index});";
    }
}
