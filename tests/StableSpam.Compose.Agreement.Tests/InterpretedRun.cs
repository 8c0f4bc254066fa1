using StableSpamCompose.Bits;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Runs an optimizer of the library over a problem on the interpreter, to the bits that every backend must have.</summary>
internal sealed class InterpretedRun
{
    private readonly BitProblem _problem;
    private readonly InterpretedOptimizer _optimizer;

    public InterpretedRun(IReadOnlyList<StepProgram> programs, BitProblem problem)
    {
        _problem = problem;
        _optimizer = new InterpretedOptimizer(programs, NumberMode.Exact);
        InterpretedGroup group = InterpretedGroups.Of(programs[0], BitProblem.Settings(programs[0].Hyperparameters.Select(slot => slot.Name)));
        Parameters = [.. Enumerable.Range(0, problem.Lengths.Count).Select(tensor =>
            new InterpretedParameter($"p{tensor}", problem.Shape(tensor), [.. problem.Initial(tensor).Select(value => (double)value)]))];
        foreach (InterpretedParameter parameter in Parameters) _optimizer.Add(parameter, group);
    }

    public IReadOnlyList<InterpretedParameter> Parameters { get; }

    public void Step(int step)
    {
        for (int tensor = 0; tensor < Parameters.Count; tensor++)
        {
            InterpretedParameter parameter = Parameters[tensor];
            parameter.HasGradient = _problem.HasGradient(step, tensor);
            float[] gradient = _problem.Gradient(step, tensor);
            for (int i = 0; i < gradient.Length; i++) parameter.Gradient[i] = gradient[i];
        }
        _optimizer.Step();
    }
}
