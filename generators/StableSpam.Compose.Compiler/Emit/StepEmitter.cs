using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits <c>Step</c> and <c>ComputeStep</c>: what is the same for all tensors of a group, in double on the host.</summary>
internal sealed class StepEmitter(StepLayout layout)
{
    private StepProgram Program => layout.Program;

    /// <summary>Emits the struct of step values.</summary>
    public void WriteStruct(SourceWriter writer)
    {
        writer.Line().Line("/// <summary>What is the same for every tensor of a group in a step.</summary>");
        using (writer.Block("public struct Step"))
        {
            foreach (KeyValuePair<int, string> field in layout.StepFields)
                writer.Line($"internal {StepLayout.HostType(Program.Nodes[field.Key])} {field.Value};");
        }
    }

    /// <summary>Emits the method that fills it.</summary>
    public void WriteMethod(SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        using (writer.Block("public static unsafe void ComputeStep(in global::StableSpamCompose.Execution.StepInputs inputs, ref global::StableSpamCompose.Execution.StepOutputs outputs, out Step step)"))
        {
            writer.Line("step = default;");
            List<int> members = Enumerable.Range(0, Program.Nodes.Count)
                .Where(node => Program.Nodes[node].Scope == Scope.Step && Program.Nodes[node].Opcode != Opcode.Constant).ToList();
            List<(int Slot, int Value)> newStates = NewStates().ToList();
            var region = new Region(
                Program, members,
                outside: new Dictionary<int, string>(),
                leaves: members.Where(node => Program.Nodes[node].Operands.Count == 0).ToDictionary(node => node, Read),
                exports: layout.StepFields.ToDictionary(field => field.Key, field => "step." + field.Value),
                roots: newStates.Select(state => state.Value).Append(Program.NewClock),
                new NamePool(["step", "inputs", "outputs"]),
                static (nodes, reference) => new HostExpressionText(nodes, reference))
            {
                TypeOf = StepLayout.HostType,
                Describe = layout.Names,
            };
            region.Write(writer);
            writer.Line().Line($"outputs.UpdateClock = {region.Use(Program.NewClock)};");
            foreach ((int slot, int value) in newStates)
                writer.Line($"outputs.States[{NumberLiterals.Integer(layout.PositionOf(slot))}] = {region.Use(value)};");
        }
    }

    private IEnumerable<(int Slot, int Value)> NewStates()
    {
        for (int slot = 0; slot < Program.States.Count; slot++)
        {
            if (Program.States[slot].Scope == Scope.Step) yield return (slot, Program.NewStates[slot]);
        }
    }

    private string Read(int leaf)
    {
        Node node = Program.Nodes[leaf];
        return node.Opcode switch
        {
            Opcode.Hyperparameter => $"inputs.Hyperparameters[{NumberLiterals.Integer(node.Slot)}]",
            Opcode.State => $"inputs.States[{NumberLiterals.Integer(layout.PositionOf(node.Slot))}]",
            Opcode.LearningRate => "inputs.LearningRate",
            Opcode.StepClock => "inputs.StepClock",
            Opcode.UpdateClock => "inputs.UpdateClock",
            Opcode.FirstUpdate => "inputs.FirstUpdate",
            _ => throw new InvalidOperationException($"A step does not read {node.Opcode}."),
        };
    }
}
