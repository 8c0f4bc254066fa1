using System.Globalization;
using System.Text;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>Writes a plan as text: what each pass reads, computes, folds and writes, and what is computed between passes.</summary>
/// <remarks><c>%n</c> is a node of the plan's program, as <see cref="IrPrinter"/> numbers it.</remarks>
public static class PlanPrinter
{
    /// <summary>The plan's text, lines separated by <c>'\n'</c>.</summary>
    public static string Print(StepPlan plan)
    {
        var text = new StringBuilder();
        text.Append("plan ").Append(Summarize(plan)).Append('\n');
        for (int i = 0; i < plan.Scratch.Count; i++)
            text.Append("  array ").Append(Text(i)).Append(" keeps ").Append(Value(plan.Program, plan.Scratch[i])).Append('\n');
        for (int stage = 0; stage < plan.Stages.Count; stage++)
        {
            PrintStage(plan, stage, text);
            if (stage < plan.Levels.Count) PrintLevel(plan, plan.Levels[stage], text);
        }
        return text.ToString();
    }

    /// <summary>Name, passes and bytes in one line.</summary>
    public static string Summarize(StepPlan plan)
    {
        string passes = plan.Passes.Count == 1 ? "1 pass" : Text(plan.Passes.Count) + " passes";
        return $"{plan.Program.Name}: {passes}, {Text(plan.BytesPerElement)} bytes moved and {Text(plan.StateBytesPerElement)} bytes of state an element";
    }

    private static void PrintStage(StepPlan plan, int index, StringBuilder text)
    {
        TensorStage stage = plan.Stages[index];
        if (stage.Computed.Count == 0 && stage.Stores.Count == 0) return;
        text.Append("  stage ").Append(Text(index)).Append('\n');
        Line("computes", stage.Computed.Select(node => Value(plan.Program, node)), text);
        Line("writes", stage.Stores.Select(store => $"{plan.Program.States[store.Slot].Name} <- {Value(plan.Program, store.Value)}"), text);
    }

    private static void PrintLevel(StepPlan plan, PlannedLevel level, StringBuilder text)
    {
        if (level.Pass >= 0) PrintPass(plan, level.Pass, text);
        if (level.GroupReductions.Count == 0) return;
        text.Append("  barrier\n");
        Line("folds", level.GroupReductions.Select(node => Fold(plan.Program, node)), text);
    }

    private static void PrintPass(StepPlan plan, int index, StringBuilder text)
    {
        PlannedPass pass = plan.Passes[index];
        text.Append("  pass ").Append(Text(index)).Append(": ")
            .Append(Text(plan.BytesRead(pass))).Append(" bytes read, ")
            .Append(Text(plan.BytesWritten(pass))).Append(" written\n");
        Line("reads", pass.Loads.Select(node => Source(plan, node)), text);
        Line("computes", pass.Computed.Select(node => Value(plan.Program, node)), text);
        Line("folds", pass.Reductions.Select(node => Fold(plan.Program, node)), text);
        Line("writes", pass.Stores.Select(store => $"{Destination(plan, store)} <- {Value(plan.Program, store.Value)}{Rounding(store)}"), text);
    }

    private static string Rounding(PlannedStore store) => store.Rounding < 0 ? "" : $" rounded by %{Text(store.Rounding)}";

    private static void Line(string verb, IEnumerable<string> items, StringBuilder text)
    {
        string list = string.Join(", ", items);
        if (list.Length > 0) text.Append("    ").Append(verb.PadRight(9)).Append(list).Append('\n');
    }

    private static string Value(StepProgram program, int node)
    {
        string label = program.Nodes[node].Label;
        return label.Length > 0 ? $"%{Text(node)} ({label})" : "%" + Text(node);
    }

    private static string Fold(StepProgram program, int node)
    {
        Node reduction = program.Nodes[node];
        string operands = string.Join(" * ", reduction.Operands.Select(operand => Value(program, operand)));
        return $"{Value(program, node)} = {(reduction.Opcode is Opcode.Largest or Opcode.GroupLargest ? "largest of " : "sum of ")}{operands}{Over(reduction)}";
    }

    private static string Over(Node reduction) => !reduction.IsGroupReduction ? "" : reduction.Over == TensorSet.All ? " over all" : " over the group";

    private static string Source(StepPlan plan, int node)
    {
        Node leaf = plan.Program.Nodes[node];
        string array = leaf.Opcode switch
        {
            Opcode.Gradient => "grad",
            Opcode.Weight => "w",
            Opcode.State => plan.Program.States[leaf.Slot].Name,
            _ => "array " + Text(plan.Scratch.ToList().IndexOf(node)),
        };
        return $"%{Text(node)} = {array}";
    }

    private static string Destination(StepPlan plan, PlannedStore store) => store.Target switch
    {
        StoreTarget.Weight => "w",
        StoreTarget.State => plan.Program.States[store.Slot].Name,
        _ => "array " + Text(store.Slot),
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
