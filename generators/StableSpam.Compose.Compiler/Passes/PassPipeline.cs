using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Passes;

/// <summary>The passes from the lowered program to the one that is scheduled, in order.</summary>
public static class PassPipeline
{
    private static readonly (string Name, Func<StepProgram, StepProgram> Run)[] Passes =
    [
        ("fold constants", FoldConstants.Run),
        ("share common values", ShareCommonValues.Run),
        ("remove dead code", RemoveDeadCode.Run),
    ];

    /// <summary>Runs all passes.</summary>
    /// <param name="program">The program as lowered.</param>
    /// <param name="log">Is shown the program after each pass, with the pass's name.</param>
    public static StepProgram Run(StepProgram program, Action<string, StepProgram>? log = null)
    {
        foreach ((string name, Func<StepProgram, StepProgram> run) in Passes)
        {
            program = run(program);
            log?.Invoke(name, program);
        }
        return program;
    }
}
