using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Bits;

/// <summary>Runs an optimizer of the library over a problem on the CPU.</summary>
public sealed class BitRun : IDisposable
{
    private readonly BitProblem _problem;
    private readonly ArrayParameter[] _parameters;

    public BitRun(OptimizerInfo optimizer, BitProblem problem, int threads)
    {
        _problem = problem;
        _parameters = [.. Enumerable.Range(0, problem.Lengths.Count).Select(tensor =>
            new ArrayParameter($"p{tensor}", problem.Initial(tensor), new float[problem.Lengths[tensor]], problem.Shape(tensor)))];
        Optimizer = optimizer.Create(_parameters, BitProblem.Settings(optimizer.Hyperparameters.Select(hyperparameter => hyperparameter.Name)));
        Optimizer.Threads = threads;
    }

    public ArrayOptimizer Optimizer { get; }

    public IReadOnlyList<ArrayParameter> Parameters => _parameters;

    public void Step(int step)
    {
        for (int tensor = 0; tensor < _parameters.Length; tensor++)
        {
            _parameters[tensor].HasGradient = _problem.HasGradient(step, tensor);
            if (_parameters[tensor].HasGradient) _problem.Gradient(step, tensor).CopyTo(_parameters[tensor].Gradient);
        }
        Optimizer.Step();
    }

    /// <summary>A hash of the bits of all parameters and states, NaNs as one.</summary>
    public string Hash()
    {
        var hash = new BitHash();
        foreach (ArrayParameter parameter in _parameters)
        {
            hash.Add(parameter.Value);
            foreach (StateEntry state in Optimizer.State(parameter.Name))
            {
                if (state.Scope <= StateScope.Tensor) hash.Add(state.Value);
                else if (state.Type == ElementType.Float64) foreach (double value in state.MatrixValues) hash.Add(value);
                else hash.Add(Numbers(state));
            }
        }
        return hash.ToString();
    }

    private static float[] Numbers(StateEntry state)
    {
        var numbers = new float[state.Count];
        state.CopyTo(numbers);
        return numbers;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (ArrayParameter parameter in _parameters) parameter.Dispose();
    }
}
