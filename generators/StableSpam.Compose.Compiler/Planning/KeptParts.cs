using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// Which values of rows, columns, matrices and blocks need an array of their own: those that are read elsewhere than in the
/// loop that computes them, be it a pass over the elements, a loop of another stage or scope, a reduction, or the write of a
/// state when the stage is done.
/// </summary>
internal static class KeptParts
{
    /// <summary>The values, in the order of the program.</summary>
    public static IEnumerable<int> Of(StepProgram program, EquatableArray<TensorStage> stages)
    {
        var users = new ValueUsers(program);
        var stageOf = new Dictionary<int, int>();
        for (int stage = 0; stage < stages.Count; stage++)
        {
            foreach (int node in stages[stage].Computed) stageOf[node] = stage;
        }
        return Enumerable.Range(0, program.Nodes.Count).Where(node => program.Nodes[node].Scope.IsPart() && IsKept(node));

        bool IsKept(int node)
        {
            // An old state has its array, unless it becomes the new value of another state, which must not wait for it.
            if (program.Nodes[node].Opcode == Opcode.State) return IsNewStateOfAnother(node);
            if (program.Nodes[node].Opcode == Opcode.BlockLength) return false;
            return program.FoldsElements(node) || program.NewStates.Contains(node) || users.Of(node).Any(user => IsApart(node, user));
        }

        bool IsNewStateOfAnother(int leaf) =>
            Enumerable.Range(0, program.States.Count).Any(slot => program.NewStates[slot] == leaf && slot != program.Nodes[leaf].Slot);

        bool IsApart(int node, int user) =>
            program.Nodes[user].Scope != program.Nodes[node].Scope || program.Nodes[user].IsReduction || stageOf[user] != stageOf[node];
    }
}
