using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Checks what a step may be skipped by: something that all tensors share and that nothing in the step has changed yet.</summary>
internal sealed class SkipCondition(ProgramBuilder builder)
{
    // Many conditions may be made of one long computation, which is looked at once.
    private readonly HashSet<int> _sound = [];

    /// <summary>What is wrong with <paramref name="condition"/>; <see langword="null"/> for nothing.</summary>
    public string? Mistake(int condition)
    {
        if (builder[condition].Scope > Scope.Group) return $"this is one value for each {ScopeName.Of(builder[condition].Scope)}";
        var visited = new HashSet<int>();
        var open = new Stack<int>([condition]);
        while (open.Count > 0)
        {
            int index = open.Pop();
            if (_sound.Contains(index) || !visited.Add(index)) continue;
            if (MistakeIn(builder[index]) is { } mistake) return mistake;
            foreach (int operand in builder[index].Operands.Reverse()) open.Push(operand);
        }
        _sound.UnionWith(visited);
        return null;
    }

    private static string? MistakeIn(Node node) => node switch
    {
        { Opcode: Opcode.UpdateClock } => "k belongs to a parameter",
        { Opcode: Opcode.State } => $"'{node.Label}' is a state",
        { IsRandom: true } => "a step that is skipped draws the same random numbers again",
        { Opcode: Opcode.Weight } => "w is not the gradient",
        { IsGroupReduction: true, Over: TensorSet.Group } => "this folds one param group",
        _ => null,
    };
}
