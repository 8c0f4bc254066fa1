using StableSpamCompose.Bits;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch.Tests;

/// <summary>An optimizer of the library on the tensors of a problem.</summary>
internal sealed class Run : IDisposable
{
    private readonly BitProblem _problem;

    public Run(BitProblem problem, string optimizer, Func<int, string>? name = null)
    {
        _problem = problem;
        Parameters = [.. Enumerable.Range(0, problem.Lengths.Count).Select(i => Tensors.Parameter(problem.Initial(i), problem.Shape(i).ToArray()))];
        IEnumerable<string> hyperparameters = TorchLibrary.Find(optimizer).Hyperparameters.Select(hyperparameter => hyperparameter.Name);
        Optimizer = TorchLibrary.Create(
            optimizer, Parameters.Select((parameter, i) => (name is null ? $"tensor {i}" : name(i), parameter)), BitProblem.Settings(hyperparameters));
    }

    public static BitProblem Small { get; } = new([[1], [0], [7], [129], [513], [3, 5], [2, 3, 4]], steps: 12, seed: 3);

    public static IEnumerable<string> Optimizers => TorchLibrary.All.Select(optimizer => optimizer.Name);

    public Parameter[] Parameters { get; }

    public TorchOptimizer Optimizer { get; }

    /// <summary>Takes the steps from one to another, both included.</summary>
    public void Step(int first, int last)
    {
        for (int step = first; step <= last; step++)
        {
            for (int i = 0; i < Parameters.Length; i++)
            {
                if (_problem.HasGradient(step, i))
                    Parameters[i].SetGradient(_problem.Gradient(step, i));
                else
                    Parameters[i].grad = null;
            }
            Optimizer.step();
        }
    }

    /// <summary>Gives the parameters the numbers of another run.</summary>
    public void CopyParameters(Run source)
    {
        for (int i = 0; i < Parameters.Length; i++)
        {
            using (TorchSharp.torch.no_grad())
                Parameters[i].copy_(source.Parameters[i]);
        }
    }

    /// <summary>Asserts that another run is the same: parameters, states and clocks.</summary>
    public void AssertSame(Run other)
    {
        Assert.Equal(Optimizer.StepCount, other.Optimizer.StepCount);
        for (int i = 0; i < Parameters.Length; i++)
        {
            Assert.Equal(Parameters[i].Bits(), other.Parameters[i].Bits());
            AssertSame(Optimizer.GetState(Parameters[i]), other.Optimizer.GetState(other.Parameters[i]));
        }
    }

    /// <summary>Asserts that two states are the same to the bit, clocks included.</summary>
    public static void AssertSame(TorchState expected, TorchState actual)
    {
        Assert.Equal(expected.UpdateClock, actual.UpdateClock);
        Assert.Equal(expected.IsUpdated, actual.IsUpdated);
        foreach (Plans.StateInfo info in expected.States)
        {
            if (info.Scope > Plans.StateScope.Tensor)
                Assert.Equal(expected[info.Name].Bits(), actual[info.Name].Bits());
            else
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected.GetNumber(info.Name)), BitConverter.DoubleToInt64Bits(actual.GetNumber(info.Name)));
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (Parameter parameter in Parameters)
            parameter.Dispose();
    }
}
