using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Checks what a step may be skipped by: something that all tensors share and that nothing in the step has changed yet.</summary>
internal static class SkipCondition
{
    /// <summary>What is wrong with <paramref name="condition"/>; <see langword="null"/> for nothing.</summary>
    public static string? Mistake(ProgramBuilder builder, int condition)
    {
        if (builder[condition].Scope > Scope.Group) return $"this is one value for each {ScopeName.Of(builder[condition].Scope)}";
        var visited = new HashSet<int>();
        return Visit(condition);

        string? Visit(int index)
        {
            if (!visited.Add(index)) return null;
            Node node = builder[index];
            string? mistake = node switch
            {
                { Opcode: Opcode.UpdateClock } => "k belongs to a parameter",
                { Opcode: Opcode.State } => $"'{node.Label}' is a state",
                { IsRandom: true } => "a step that is skipped draws the same random numbers again",
                { Opcode: Opcode.Weight } => "w is not the gradient",
                { IsGroupReduction: true, Over: TensorSet.Group } => "this folds one param group",
                _ => null,
            };
            return mistake ?? node.Operands.Select(Visit).FirstOrDefault(found => found is not null);
        }
    }
}
