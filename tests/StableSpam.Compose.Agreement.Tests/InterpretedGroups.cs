using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Makes groups of the interpreter from settings as optimizers take them.</summary>
internal static class InterpretedGroups
{
    /// <summary>A group with the learning rate (<c>lr</c>) and hyperparameters of <paramref name="settings"/>; the rest keep their defaults.</summary>
    public static InterpretedGroup Of(StepProgram program, IReadOnlyDictionary<string, double> settings)
    {
        var group = new InterpretedGroup(program);
        foreach ((string name, double value) in settings)
        {
            if (name == "lr") group.LearningRate = value;
            else group[name] = value;
        }
        return group;
    }
}
