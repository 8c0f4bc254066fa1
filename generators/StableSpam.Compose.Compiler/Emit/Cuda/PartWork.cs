using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>What a stage does for rows, columns, matrices and blocks, whose values are too many for every block to compute again.</summary>
internal static class PartWork
{
    /// <summary>Whether a stage has any: it computes or writes such values, folds them, or folds what a pass has left of columns.</summary>
    public static bool In(StepPlan plan, int stage) =>
        ColumnsBefore(plan, stage).Any() || Stores(plan, stage).Any() || plan.Stages[stage].Computed.Any(node => IsComputed(plan, node));

    /// <summary>The reductions to columns of the pass before a stage, in the order in which their partials lie.</summary>
    public static IEnumerable<int> ColumnsBefore(StepPlan plan, int stage) =>
        stage == 0 || plan.Levels[stage - 1].Pass < 0 ? [] : Columns(plan, plan.Passes[plan.Levels[stage - 1].Pass]);

    /// <summary>The reductions to columns of a pass, in the order in which their partials lie.</summary>
    public static IEnumerable<int> Columns(StepPlan plan, PlannedPass pass) =>
        pass.Reductions.Where(reduction => plan.Program.Nodes[reduction].Scope.IsColumn());

    /// <summary>The states of rows, columns, matrices and blocks that are written at the end of a stage.</summary>
    public static IEnumerable<TensorStore> Stores(StepPlan plan, int stage) =>
        plan.Stages[stage].Stores.Where(store => plan.Program.States[store.Slot].Scope.IsPart());

    /// <summary>The values of <paramref name="scope"/> that a stage computes in a loop; what is read from an array as it is needs none, unless it is copied.</summary>
    public static List<int> Computed(StepPlan plan, int stage, Scope scope) =>
        plan.Stages[stage].Computed.Where(node => plan.Program.Nodes[node].Scope == scope && IsComputed(plan, node)).ToList();

    /// <summary>Whether a value folds those of rows, columns, matrices or blocks to one of the tensor.</summary>
    public static bool FoldsParts(StepProgram program, int node) =>
        program.Nodes[node] is { IsReduction: true, Scope: Scope.Tensor } && !program.FoldsElements(node);

    private static bool IsComputed(StepPlan plan, int node)
    {
        if (FoldsParts(plan.Program, node)) return true;
        if (!plan.Program.Nodes[node].Scope.IsPart() || plan.Program.FoldsElements(node)) return false;
        return plan.Program.Nodes[node].Opcode is not (Opcode.State or Opcode.BlockLength) || plan.KeptParts.Contains(node);
    }
}
