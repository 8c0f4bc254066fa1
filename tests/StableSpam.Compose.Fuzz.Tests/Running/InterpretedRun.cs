using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Fuzz.Tests.Running;

/// <summary>The same on the interpreter, to the bits that every backend must have.</summary>
internal sealed class InterpretedRun
{
    private readonly FuzzProblem _problem;
    private readonly InterpretedOptimizer _optimizer;
    private readonly InterpretedGroup[] _groups;
    private readonly InterpretedParameter[] _parameters;

    public InterpretedRun(StepProgram program, FuzzProblem problem)
    {
        _problem = problem;
        _optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        _groups = [.. Enumerable.Range(0, 2).Select(group =>
            new InterpretedGroup(program) { LearningRate = FuzzProblem.LearningRate(group, program.LearningRate.Default.Value) })];
        _parameters = [.. Enumerable.Range(0, problem.Lengths.Count).Select(tensor => new InterpretedParameter(
            $"p{tensor}", _problem.Shape(tensor), [.. problem.Initial(tensor).Select(value => (double)value)], problem.BlockLength(tensor)))];
        for (int tensor = 0; tensor < _parameters.Length; tensor++) _optimizer.Add(_parameters[tensor], _groups[FuzzProblem.Group(tensor)]);
    }

    /// <summary>Takes a step.</summary>
    public void Step(int step)
    {
        StepProgram program = _optimizer.Programs[0];
        foreach (InterpretedGroup group in _groups)
        {
            for (int i = 0; i < program.Hyperparameters.Count; i++)
                group[program.Hyperparameters[i].Name] = FuzzProblem.Setting(step, i, program.Hyperparameters[i].Default.Value);
        }
        for (int tensor = 0; tensor < _parameters.Length; tensor++)
        {
            _parameters[tensor].HasGradient = _problem.HasGradient(step, tensor);
            float[] gradient = _problem.Gradient(step, tensor);
            for (int i = 0; i < gradient.Length; i++) _parameters[tensor].Gradient[i] = gradient[i];
        }
        _optimizer.Step();
    }

    public double[] Value(int tensor) => _parameters[tensor].Value;

    public double[] State(int tensor, string name) => _parameters[tensor].State(name);

    public double Clock(int tensor) => _parameters[tensor].UpdateCount;
}
