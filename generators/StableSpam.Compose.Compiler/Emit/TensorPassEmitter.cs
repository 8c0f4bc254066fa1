using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the passes of a program as TorchSharp operations: what runs on devices that have no kernels.</summary>
/// <param name="plan">The scheduled step.</param>
/// <param name="program">Name of the struct of the program.</param>
internal sealed class TensorPassEmitter(StepPlan plan, string program)
{
    private const string Tensor = "global::TorchSharp.torch.Tensor";

    private string Arguments =>
        $"global::StableSpamCompose.Torch.PassTensors arrays, in {program}.Step step, in {program}.Tensor tensor, global::System.Span<double> totals";

    private readonly StepLayout _layout = new(plan);

    /// <summary>Whether a plan can be emitted so: one without random numbers, and without values of rows, columns, matrices and blocks.</summary>
    public static bool CanEmit(StepPlan plan) =>
        plan.Program.StochasticStores.Count == 0
        && plan.Program.Nodes.All(node => !node.Scope.IsPart() && (node.Scope != Scope.Element || TensorExpressionText.Has(node.Opcode)));

    /// <summary>The class of a program.</summary>
    public static string NameOf(string program) => program.Substring(0, program.Length - "Program".Length) + "TensorPasses";

    private StepProgram Program => plan.Program;

    /// <summary>Emits the class.</summary>
    public void Write(SourceWriter writer)
    {
        var passes = new PassEmitter(plan, _layout);
        writer.Line().Line("/// <summary>The passes as TorchSharp operations, for devices without kernels.</summary>");
        using (writer.Block($"private sealed class {NameOf(program)} : global::StableSpamCompose.Torch.TensorPasses<{program}.Step, {program}.Tensor>"))
        {
            writer.Line("/// <inheritdoc/>");
            using (writer.Block($"protected override void Run(int pass, {Arguments})"))
            {
                // What changes nothing has no pass, and C# warns of a switch without cases.
                if (plan.Passes.Count > 0)
                {
                    using (writer.Block("switch (pass)"))
                    {
                        for (int pass = 0; pass < plan.Passes.Count; pass++)
                            writer.Line($"case {NumberLiterals.Integer(pass)}: {PassEmitter.NameOf(pass)}(arrays, in step, in tensor, totals); break;");
                    }
                }
            }
            for (int pass = 0; pass < plan.Passes.Count; pass++) WritePass(pass, passes, writer);
        }
    }

    private void WritePass(int pass, PassEmitter passes, SourceWriter writer)
    {
        PlannedPass planned = plan.Passes[pass];
        writer.Line();
        passes.WriteSummary(planned, writer);
        using (writer.Block($"private static void {PassEmitter.NameOf(pass)}({Arguments})"))
        {
            TensorExpressionText? expressions = null;
            var region = new Region(
                Program, planned.Loads.Concat(planned.Computed), Coarse(planned),
                leaves: planned.Loads.ToDictionary(node => node, node => Load(node, planned)),
                exports: new Dictionary<int, string>(),
                roots: planned.Stores.Select(store => store.Value).Concat(planned.Reductions.SelectMany(node => Program.Nodes[node].Operands)),
                new NamePool(["arrays", "step", "tensor", "totals"]),
                (nodes, reference) => expressions = new TensorExpressionText(nodes, reference))
            {
                TypeOf = static _ => Tensor,
                Describe = _layout.Names,
            };
            region.Write(writer);
            writer.Line();
            for (int index = 0; index < planned.Reductions.Count; index++)
                writer.Line($"totals[{NumberLiterals.Integer(index)}] = {Total(planned.Reductions[index], expressions!)};");
            foreach (PlannedStore store in planned.Stores) writer.Line(Store(store, expressions!.AsTensor(store.Value)));
        }
    }

    // Step and tensor values are numbers; constants are written where they are used.
    private Dictionary<int, string> Coarse(PlannedPass planned)
    {
        var names = new Dictionary<int, string>();
        foreach (int operand in planned.Computed.SelectMany(node => Program.Nodes[node].Operands).Distinct())
        {
            Node node = Program.Nodes[operand];
            if (node.Scope == Scope.Element || node.Opcode == Opcode.Constant) continue;
            names.Add(operand, _layout.StepFields.TryGetValue(operand, out string? field) ? "step." + field : "tensor." + _layout.TensorFields[operand]);
        }
        return names;
    }

    private string Load(int node, PlannedPass planned)
    {
        Node leaf = Program.Nodes[node];
        string load = leaf.Opcode switch
        {
            Opcode.Gradient => "arrays.Gradient",
            Opcode.Weight => "arrays.Parameter",
            Opcode.State => $"arrays.State({Comments.Literal(Program.States[leaf.Slot].Name)})",
            _ => $"arrays.Kept({NumberLiterals.Integer(Enumerable.Range(0, plan.Scratch.Count).First(i => plan.Scratch[i] == node))})",
        };
        // What is written as it was read is read as a copy: its own array may be written first.
        return planned.Stores.Any(store => store.Value == node) ? load + ".clone()" : load;
    }

    private string Total(int node, TensorExpressionText expressions)
    {
        Node reduction = Program.Nodes[node];
        List<string> operands = reduction.Operands.Select(operand => expressions.AsOperand(operand)).ToList();
        return reduction.Opcode switch
        {
            Opcode.Largest => Number($"{operands[0]}.max()"),
            Opcode.SumOfProducts => Number($"({operands[0]} * {operands[1]}).sum()"),
            _ => Number($"{operands[0]}.sum()"),
        };
    }

    private static string Number(string tensor) => $"global::TorchSharp.TensorExtensionMethods.ToDouble({tensor})";

    private string Store(PlannedStore store, string value) => store.Target switch
    {
        StoreTarget.Weight => $"arrays.StoreParameter({value});",
        StoreTarget.State => $"arrays.StoreState({Comments.Literal(Program.States[store.Slot].Name)}, {value});",
        _ => $"arrays.Keep({NumberLiterals.Integer(store.Slot)}, {value});",
    };
}
