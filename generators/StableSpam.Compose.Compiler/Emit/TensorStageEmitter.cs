using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>
/// Emits <c>Tensor</c> and <c>ComputeTensor</c>: what is the same for a whole tensor, in double, between the passes. What is
/// the same for a group is computed with it, from totals that all tensors of the group share; what is computed for each row,
/// column, matrix and block follows it.
/// </summary>
internal sealed class TensorStageEmitter(StepPlan plan, StepLayout layout)
{
    private readonly PartStageEmitter _parts = new(plan, layout);

    private StepProgram Program => plan.Program;

    /// <summary>Emits the struct of tensor values.</summary>
    public void WriteStruct(SourceWriter writer)
    {
        writer.Line().Line("/// <summary>What is the same for every element of a tensor in a step.</summary>");
        using (writer.Block("public struct Tensor"))
        {
            foreach (KeyValuePair<int, string> field in layout.TensorFields)
                writer.Line($"internal {StepLayout.HostType(Program.Nodes[field.Key])} {field.Value};");
        }
    }

    /// <summary>Emits the method that chooses the stage, and one for each stage that computes something.</summary>
    public void WriteMethods(SourceWriter writer)
    {
        List<int> stages = Enumerable.Range(0, plan.Stages.Count).Where(HasWork).ToList();
        writer.Line().Line("/// <inheritdoc/>");
        using (writer.Block("public static void ComputeTensor(int stage, in Step step, in global::StableSpamCompose.Execution.TensorInputs inputs, ref Tensor tensor)"))
        {
            if (stages.Count > 0)
            {
                using (writer.Block("switch (stage)"))
                {
                    foreach (int stage in stages)
                        writer.Line($"case {NumberLiterals.Integer(stage)}: {MethodName(stage)}(in step, in inputs, ref tensor); break;");
                }
            }
        }
        foreach (int stage in stages)
        {
            WriteStage(stage, writer);
            _parts.WriteMethods(stage, MethodName(stage), writer);
        }
    }

    private bool HasWork(int stage) =>
        plan.Stages[stage].Stores.Count > 0 || plan.Stages[stage].Computed.Any(layout.TensorFields.ContainsKey) || _parts.HasWork(stage);

    private string MethodName(int stage)
    {
        if (stage == 0) return "BeforePasses";
        PlannedLevel before = plan.Levels[stage - 1];
        return before.Pass >= 0 ? "AfterPass" + NumberLiterals.Integer(before.Pass)
            : before.GroupReductions.Count > 0 ? "AfterBarrier" + NumberLiterals.Integer(stage - 1)
            : "InStage" + NumberLiterals.Integer(stage);
    }

    private void WriteStage(int stage, SourceWriter writer)
    {
        TensorStage planned = plan.Stages[stage];
        List<int> leaves = plan.Stages.SelectMany(other => other.Computed)
            .Where(node => IsTensorValue(node) && StepLayout.IsInput(Program.Nodes[node])).ToList();
        // Old states and sizes are read in the stage that needs them.
        List<int> computed = planned.Computed.Where(node => IsTensorValue(node) && !leaves.Contains(node)).ToList();
        List<TensorStore> stores = planned.Stores.Where(store => !Program.States[store.Slot].Scope.IsPart()).ToList();
        List<int> members = leaves
            .Where(leaf => planned.Computed.Contains(leaf) || computed.Any(node => Program.Nodes[node].Operands.Contains(leaf)) || stores.Any(store => store.Value == leaf))
            .Concat(computed).ToList();
        Dictionary<int, string> outside = layout.StepFields.ToDictionary(field => field.Key, field => "step." + field.Value);
        foreach (KeyValuePair<int, string> field in layout.TensorFields.Where(field => !members.Contains(field.Key)))
            outside.Add(field.Key, "tensor." + field.Value);

        writer.Line().Line($"/// <summary>{Summary(stage)}</summary>");
        using (writer.Block($"private static unsafe void {MethodName(stage)}(in Step step, in global::StableSpamCompose.Execution.TensorInputs inputs, ref Tensor tensor)"))
        {
            var region = new Region(
                Program, members, outside,
                leaves: members.Where(node => leaves.Contains(node) || Program.Nodes[node].IsReduction || Program.Nodes[node].IsGroupReduction).ToDictionary(node => node, node => Read(node, stage)),
                exports: layout.TensorFields.Where(field => members.Contains(field.Key)).ToDictionary(field => field.Key, field => "tensor." + field.Value),
                roots: stores.Select(store => store.Value),
                new NamePool(["step", "inputs", "tensor"]),
                static (nodes, reference) => new HostExpressionText(nodes, reference))
            {
                TypeOf = StepLayout.HostType,
                Describe = layout.Names,
            };
            region.Write(writer);
            if (stores.Count > 0) writer.Line();
            foreach (TensorStore store in stores)
                writer.Line($"{NewState(store.Slot)} = {region.Use(store.Value)}; // {Program.States[store.Slot].Name}");
            if (_parts.HasWork(stage)) writer.Line();
            _parts.WriteCalls(stage, MethodName(stage), writer);
        }
    }

    private bool IsTensorValue(int node) => Program.Nodes[node].Scope is Scope.Tensor or Scope.Group && Program.Nodes[node].Opcode != Opcode.Constant;

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
            Opcode.State when node.Scope == Scope.Group => $"inputs.GroupStates[{NumberLiterals.Integer(layout.PositionOf(node.Slot))}]",
            Opcode.State => $"inputs.States[{NumberLiterals.Integer(layout.PositionOf(node.Slot))}]",
            Opcode.GroupSum or Opcode.GroupLargest => $"inputs.GroupTotals[{NumberLiterals.Integer(layout.TotalOf(leaf))}]",
            Opcode.ElementCount => "inputs.ElementCount",
            Opcode.Rank => "inputs.Rank",
            Opcode.RowCount => node.Slot == 1 ? "inputs.Shape.FlatRows" : "inputs.Shape.Rows",
            Opcode.ColumnCount => node.Slot == 1 ? "inputs.Shape.FlatColumns" : "inputs.Shape.Columns",
            Opcode.MatrixCount => "inputs.Shape.Matrices",
            Opcode.BlockCount => "inputs.Shape.Blocks",
            _ when !Program.FoldsElements(leaf) => FoldParts(node),
            _ => $"inputs.Totals[{NumberLiterals.Integer(IndexOf(plan.Passes[plan.Levels[stage - 1].Pass].Reductions, leaf))}]",
        };
    }

    private string FoldParts(Node reduction)
    {
        Scope from = Program.Nodes[reduction.Operands[0]].Scope;
        IEnumerable<string> arrays = reduction.Operands.Select(operand => PartText.Array(from, "inputs.Parts", layout.PartOf(operand)));
        return $"global::StableSpamCompose.Execution.PartFold.{reduction.Opcode}({string.Join(", ", arrays)}, {PartText.Count(from, "inputs.Shape")})";
    }

    private string NewState(int slot)
    {
        string position = NumberLiterals.Integer(layout.PositionOf(slot));
        return Program.States[slot].Scope == Scope.Group ? $"inputs.NewGroupStates[{position}]" : $"inputs.States[{position}]";
    }

    private static int IndexOf(IEnumerable<int> reductions, int node) => reductions.TakeWhile(reduction => reduction != node).Count();
}
