using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the levels where they are not simply the passes, and what a step over groups needs: what each tensor adds to the totals of its group, and the skip.</summary>
internal sealed class GroupEmitter(StepPlan plan, StepLayout layout)
{
    /// <summary>Emits the members; nothing for a program whose levels are its passes and that folds no group and skips no step.</summary>
    public void Write(SourceWriter writer)
    {
        List<int> reductions = plan.Levels.SelectMany(level => level.GroupReductions).OrderBy(node => node).ToList();
        if (reductions.Count == 0 && plan.SkipStage < 0 && plan.Levels.All(level => level.Pass >= 0)) return;

        writer.Line().Line("/// <inheritdoc/>");
        string levels = string.Join(", ", plan.Levels.Select(Level));
        writer.Line($"public static global::System.ReadOnlySpan<global::StableSpamCompose.Execution.StepLevel> Levels => new global::StableSpamCompose.Execution.StepLevel[] {{ {levels} }};");
        if (reductions.Count == 0 && plan.SkipStage < 0) return;
        writer.Line().Line("/// <inheritdoc/>");
        string folds = string.Join(", ", plan.Program.Folds.Count > 0
            ? plan.Program.Folds.Select(fold => Fold(fold.Opcode, fold.Over))
            : reductions.Select(node => Fold(plan.Program.Nodes[node].Opcode, plan.Program.Nodes[node].Over)));
        writer.Line($"public static global::System.ReadOnlySpan<global::StableSpamCompose.Execution.GroupReduction> GroupReductions => new global::StableSpamCompose.Execution.GroupReduction[] {{ {folds} }};");
        if (reductions.Count > 0) WriteContribute(writer);
        if (plan.SkipStage >= 0) WriteSkip(writer);
    }

    private void WriteContribute(SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        using (writer.Block("public static unsafe void Contribute(int level, in Step step, in Tensor tensor, double* values)"))
        using (writer.Block("switch (level)"))
        {
            for (int level = 0; level < plan.Levels.Count; level++)
            {
                if (plan.Levels[level].GroupReductions.Count == 0) continue;
                writer.Line($"case {NumberLiterals.Integer(level)}:");
                using (writer.Indented())
                {
                    foreach (int reduction in plan.Levels[level].GroupReductions)
                        writer.Line($"values[{NumberLiterals.Integer(layout.TotalOf(reduction))}] = {Value(plan.Program.Nodes[reduction].Operands[0])};");
                    writer.Line("break;");
                }
            }
        }
    }

    private void WriteSkip(SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static int SkipStage => {NumberLiterals.Integer(plan.SkipStage)};");
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static bool Skips(in Tensor tensor) => {Value(plan.Program.Skip)};");
    }

    private string Value(int node) => "tensor." + layout.TensorFields[node];

    private string Level(PlannedLevel level)
    {
        string pass = NumberLiterals.Integer(level.Pass);
        if (level.GroupReductions.Count == 0) return $"new({pass}, false)";
        int fold = plan.Program.Nodes[level.GroupReductions[0]].Fold;
        return fold < 0 ? $"new({pass}, true)" : $"new({pass}, true, {NumberLiterals.Integer(plan.Program.Folds[fold].Round)})";
    }

    private static string Fold(Opcode opcode, TensorSet over)
    {
        string kind = opcode == Opcode.GroupSum ? "Sum" : "Largest";
        return $"new(global::StableSpamCompose.Execution.Reduction.{kind}, global::StableSpamCompose.Execution.TensorSet.{over})";
    }
}
