using StableSpamCompose.Compiler.Emit.Cuda;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the plan that every generated class carries: passes, bytes, states, the chain in mathematical form.</summary>
internal sealed class PlanEmitter(StepPlan plan, PassEmitter passes)
{
    /// <summary>Emits the property.</summary>
    public void Write(SourceWriter writer)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("public static global::StableSpamCompose.Plans.OptimizerPlan Plan { get; } = new()", "};"))
        {
            WriteList("Passes", plan.Passes.Select(PassText), writer);
            writer.Line($"Barriers = {NumberLiterals.Integer(plan.Barriers)},");
            if (new LaunchPlan(plan).Extra is not 0 and int extra) writer.Line($"ExtraLaunches = {NumberLiterals.Integer(extra)},");
            WriteList("States", plan.Program.States.Select(StateText), writer);
            writer.Line($"ScratchArrays = {NumberLiterals.Integer(plan.Scratch.Count)},");
            writer.Line("Mathematics =");
            using (writer.Indented())
            {
                List<string> lines = plan.Program.Origins.Select(Comments.Of).DefaultIfEmpty("").ToList();
                for (int i = 0; i < lines.Count; i++)
                    writer.Line(Comments.Literal(i + 1 < lines.Count ? lines[i] + "\n" : lines[i]) + (i + 1 < lines.Count ? " +" : ","));
            }
        }
    }

    private static void WriteList(string property, IEnumerable<string> items, SourceWriter writer)
    {
        writer.Line(property + " =").Line("[");
        using (writer.Indented()) writer.Lines("", items.Select(item => item + ","));
        writer.Line("],");
    }

    private string PassText(PlannedPass pass) =>
        $"new([{Strings(pass.Loads.Select(passes.ArrayName))}], [{Strings(pass.Stores.Select(passes.ArrayName))}], [{Strings(pass.Reductions.Select(passes.ReductionName))}]){(pass.Speculative is null ? "" : " { IsSpeculative = true }")}";

    private static string StateText(StateSlot state) =>
        $"new({Comments.Literal(state.Name)}, global::StableSpamCompose.Plans.StateScope.{state.Scope}, {NumberLiterals.Double(state.Initial)}, {(state.IsMoment ? "true" : "false")}, {Comments.Literal(state.Role)}{TypeText(state)})";

    private static string TypeText(StateSlot state) =>
        state.Format == NumberFormat.Float32 ? "" : $", global::StableSpamCompose.Arrays.ElementType.{state.Format}";

    private static string Strings(IEnumerable<string> items) => string.Join(", ", items.Select(Comments.Literal));
}
