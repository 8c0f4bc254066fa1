using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>
/// Where a device writes tensor and group states: in the stage that computes the new value. The old one stays where it is until
/// the host says that the step was taken, so that no later stage, and no skip, has to be waited for.
/// </summary>
internal static class CudaStores
{
    /// <summary>The states that are written in a stage.</summary>
    public static IEnumerable<TensorStore> Of(StepPlan plan, int stage)
    {
        for (int planned = 0; planned < plan.Stages.Count; planned++)
        {
            foreach (TensorStore store in plan.Stages[planned].Stores.Where(store => !plan.Program.States[store.Slot].Scope.IsPart()))
            {
                int computed = StageOf(plan, store.Value);
                if ((computed >= 0 ? computed : planned) == stage) yield return store;
            }
        }
    }

    private static int StageOf(StepPlan plan, int node)
    {
        for (int stage = 0; stage < plan.Stages.Count; stage++)
        {
            if (plan.Stages[stage].Computed.Contains(node)) return stage;
        }
        return -1;
    }
}
