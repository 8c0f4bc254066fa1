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
            var names = new NamePool(["arrays", "step", "tensor", "totals"]);
            Dictionary<int, string> outside = Coarse(planned);
            DeclareParts(planned, outside, names, writer);
            var region = new Region(
                Program, planned.Loads.Concat(planned.Computed), outside,
                leaves: planned.Loads.ToDictionary(node => node, node => Load(node, planned))
                    .Concat(planned.Computed.Where(node => Program.Nodes[node].IsRandom).ToDictionary(node => node, Draw))
                    .ToDictionary(leaf => leaf.Key, leaf => leaf.Value),
                exports: new Dictionary<int, string>(),
                roots: planned.Stores.Select(store => store.Value).Concat(planned.Reductions.SelectMany(node => Program.Nodes[node].Operands)),
                names,
                (nodes, reference) => expressions = new TensorExpressionText(nodes, reference))
            {
                TypeOf = static _ => Tensor,
                Describe = _layout.Names,
            };
            region.Write(writer);
            writer.Line();
            int totals = 0;
            foreach (int reduction in planned.Reductions)
            {
                string total = Program.Nodes[reduction].Scope.IsPart() ? "" : $"totals[{NumberLiterals.Integer(totals++)}] = ";
                writer.Line($"{total}{Fold(reduction, expressions!)};");
            }
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
            if (!node.Scope.IsWholeTensor() || node.Opcode == Opcode.Constant) continue;
            // What a random number is drawn from is read where it is drawn.
            if (planned.Computed.Any(user => !Program.Nodes[user].IsRandom && Program.Nodes[user].Operands.Contains(operand)))
                names.Add(operand, _layout.Field(operand));
        }
        return names;
    }

    // Values of rows, columns, matrices and blocks are tensors that spread over the elements.
    private void DeclareParts(PlannedPass planned, Dictionary<int, string> outside, NamePool names, SourceWriter writer)
    {
        foreach (int operand in planned.Computed.SelectMany(node => Program.Nodes[node].Operands).Distinct().OrderBy(node => node))
        {
            Node node = Program.Nodes[operand];
            if (!node.Scope.IsPart()) continue;
            outside.Add(operand, names.Take(Identifiers.Camel(_layout.Names.Of(operand))));
            string read = node.Kind == ValueKind.Condition ? "PartMask" : "Part";
            writer.Line($"{Tensor} {outside[operand]} = arrays.{read}({PartArguments(operand)});");
        }
    }

    private string PartArguments(int node) =>
        $"{NumberLiterals.Integer(_layout.PartOf(node))}, global::StableSpamCompose.Plans.StateScope.{Program.Nodes[node].Scope}";

    private string Draw(int node) => $"arrays.{Program.Nodes[node].Opcode}({StreamArguments(node)})";

    private string StreamArguments(int node)
    {
        Node drawn = Program.Nodes[node];
        return $"{StepNumber(drawn.Operands[0])}, {StepNumber(drawn.Operands[1])}, {NumberLiterals.Integer(drawn.Slot)}";
    }

    private string StepNumber(int node) => Program.Nodes[node].Opcode == Opcode.Constant
        ? NumberLiterals.Double(Program.Nodes[node].Constant)
        : "step." + _layout.StepFields[node];

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

    private string Fold(int node, TensorExpressionText expressions)
    {
        Node reduction = Program.Nodes[node];
        string operand = reduction.Opcode == Opcode.SumOfProducts
            ? $"{expressions.AsFactor(reduction.Operands[0])} * {expressions.AsFactor(reduction.Operands[1])}"
            : expressions.AsTensor(reduction.Operands[0]);
        string fold = reduction.Opcode == Opcode.Largest ? "Largest" : "Sum";
        return reduction.Scope.IsPart() ? $"arrays.Fold{fold}({operand}, {PartArguments(node)})" : $"arrays.{fold}({operand})";
    }

    private string Store(PlannedStore store, string value) => store.Target switch
    {
        StoreTarget.Weight => $"arrays.StoreParameter({value});",
        StoreTarget.State when store.Rounding >= 0 =>
            $"arrays.StoreStateByChance({Comments.Literal(Program.States[store.Slot].Name)}, {value}, {StreamArguments(store.Rounding)});",
        StoreTarget.State => $"arrays.StoreState({Comments.Literal(Program.States[store.Slot].Name)}, {value});",
        _ => $"arrays.Keep({NumberLiterals.Integer(store.Slot)}, {value});",
    };
}
