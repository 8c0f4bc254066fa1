using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Fuzz.Tests.Running;

/// <summary>A compiled program on the CPU, with a number of threads and a width of vectors.</summary>
internal sealed unsafe class CompiledRun : IDisposable
{
    private readonly FuzzProblem _problem;
    private readonly OptimizerInfo _info;
    private readonly StepEngine _engine;
    private readonly StepGroup[] _groups;
    private readonly float[][] _values;
    private readonly float[][] _gradients;

    public CompiledRun(Type optimizer, OptimizerInfo info, FuzzProblem problem, int threads, int lanes)
    {
        _problem = problem;
        _info = info;
        Type program = optimizer.GetNestedType("Program")!;
        Type engine = typeof(StepEngine<,,,,,>).MakeGenericType(
            program, program.GetNestedType("Step")!, program.GetNestedType("Tensor")!, typeof(Float32), typeof(Float32), typeof(Float32));
        _engine = (StepEngine)Activator.CreateInstance(engine, [null])!;
        _engine.Threads = threads;
        _engine.LaneCount = lanes;
        _groups = [.. Enumerable.Range(0, 2).Select(group =>
            new StepGroup(info.Hyperparameters.Count) { LearningRate = FuzzProblem.LearningRate(group, info.LearningRate.Default) })];
        _values = [.. Enumerable.Range(0, problem.Lengths.Count).Select(problem.Initial)];
        _gradients = [.. problem.Lengths.Select(length => new float[length])];
        for (int tensor = 0; tensor < _values.Length; tensor++) _engine.AddParameter(_groups[FuzzProblem.Group(tensor)], new TensorShape(problem.Shape(tensor), problem.BlockLength(tensor)));
    }

    /// <summary>Takes a step.</summary>
    public void Step(int step)
    {
        foreach (StepGroup group in _groups)
        {
            for (int i = 0; i < _info.Hyperparameters.Count; i++) group.Hyperparameters[i] = FuzzProblem.Setting(step, i, _info.Hyperparameters[i].Default);
        }
        Step(step, tensor: 0);
    }

    public float[] Value(int tensor) => _values[tensor];

    /// <summary>The numbers of a state: one alone, or one for each element, row, column, matrix or block.</summary>
    public double[] State(int tensor, int state)
    {
        StepParameter parameter = _engine.Parameters[tensor];
        StateInfo info = _engine.Plan.States[state];
        if (info.Scope <= StateScope.Tensor) return [parameter.HostState(state)];
        int count = (int)parameter.Shape.Count(info.Scope);
        if (info.Scope is StateScope.Matrix or StateScope.FlatMatrix) return new ReadOnlySpan<double>(parameter.PartState(state), count).ToArray();
        var values = new ReadOnlySpan<float>(info.IsPart ? parameter.PartState(state) : parameter.ElementState(state), count);
        return Array.ConvertAll(values.ToArray(), value => (double)value);
    }

    /// <summary>k of the last update.</summary>
    public double Clock(int tensor) => _engine.Parameters[tensor].UpdateClock;

    public void Dispose() => _engine.Dispose();

    // The arrays of one tensor after the other are pinned, and those of all while the step runs.
    private void Step(int step, int tensor)
    {
        if (tensor == _values.Length)
        {
            _engine.Step();
            return;
        }
        StepParameter parameter = _engine.Parameters[tensor];
        parameter.HasGradient = _problem.HasGradient(step, tensor);
        _problem.Gradient(step, tensor).CopyTo(_gradients[tensor], 0);
        fixed (float* values = _values[tensor], gradients = _gradients[tensor])
        {
            parameter.Value = values;
            parameter.Gradient = gradients;
            Step(step, tensor + 1);
        }
    }
}
