using System.Globalization;
using System.Text;

namespace StableSpamCompose.Compiler.Ir;

/// <summary>Writes a program as text, one node a line, so that two of them can be compared by eye and by tests.</summary>
public static class IrPrinter
{
    /// <summary>The program's text, lines separated by <c>'\n'</c>.</summary>
    public static string Print(StepProgram program)
    {
        var text = new StringBuilder();
        text.Append("program ").Append(program.Name);
        if (program.Case != ParameterCase.All) text.Append(" for ").Append(program.Case.Match).Append(", ").Append(Text(program.Case.Shape));
        text.Append('\n');
        for (int i = 0; i < program.States.Count; i++)
        {
            StateSlot state = program.States[i];
            text.Append("  state ").Append(state.Name).Append(" per ").Append(Text(state.Scope));
            if (state.Format != NumberFormat.Float32) text.Append(" in ").Append(Text(state.Format));
            if (state.Initial != 0) text.Append(" = ").Append(Text(state.Initial));
            if (state.IsMoment) text.Append(", moment");
            if (state.Role.Length > 0) text.Append(", ").Append(state.Role);
            text.Append('\n');
        }
        int origin = -1;
        for (int i = 0; i < program.Nodes.Count; i++)
        {
            Node node = program.Nodes[i];
            if (node.Origin >= 0 && node.Origin != origin)
            {
                origin = node.Origin;
                text.Append("  # ").Append(program.Origins[origin].Transform).Append(": ").Append(program.Origins[origin].Statement).Append('\n');
            }
            text.Append("  %").Append(Text(i)).Append(" = ").Append(Describe(program, node)).Append('\n');
        }
        for (int i = 0; i < program.States.Count; i++)
        {
            text.Append("  ").Append(program.States[i].Name).Append(" <- %").Append(Text(program.NewStates[i])).Append(Rounding(program, i)).Append('\n');
        }
        text.Append("  w <- %").Append(Text(program.NewWeight)).Append(Rounding(program, StochasticStore.Parameter)).Append('\n');
        text.Append("  k <- %").Append(Text(program.NewClock)).Append('\n');
        if (program.Skip >= 0) text.Append("  skip when %").Append(Text(program.Skip)).Append('\n');
        return text.ToString();
    }

    private static string Rounding(StepProgram program, int slot) =>
        program.RoundingOf(slot) is >= 0 and var random ? $" rounded by %{Text(random)}" : "";

    private static string Describe(StepProgram program, Node node)
    {
        string operands = string.Join(", ", node.Operands.Select(operand => "%" + Text(operand)));
        string what = node.Opcode switch
        {
            Opcode.Constant when node.Kind == ValueKind.Condition => node.Constant != 0 ? "true" : "false",
            Opcode.Constant => Text(node.Constant),
            Opcode.Hyperparameter => program.Hyperparameters[node.Slot].Name,
            Opcode.State => program.States[node.Slot].Name,
            Opcode.IntegerPower => $"integer_power {operands} ^ {Text(node.Exponent)}",
            _ when node.IsRandom => $"{Text(node.Opcode)} {operands} stream {Text(node.Slot)}",
            _ when node.IsGroupReduction => $"{Text(node.Opcode)} {operands} over {Text(node.Over)}{(node.Fold < 0 ? "" : $" as fold {Text(node.Fold)}")}",
            Opcode.RowCount or Opcode.ColumnCount when node.Slot == 1 => Text(node.Opcode) + " flattened",
            _ when node.Operands.Count == 0 => Text(node.Opcode),
            _ => $"{Text(node.Opcode)} {operands}",
        };
        string label = node.Label.Length > 0 ? $"  ({node.Label})" : "";
        return $"{what} : {Text(node.Scope)} {Text(node.Kind)}{label}";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(Enum value)
    {
        var text = new StringBuilder();
        foreach (char c in value.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
