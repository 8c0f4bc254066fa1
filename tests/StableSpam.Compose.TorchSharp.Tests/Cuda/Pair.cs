using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>An optimizer on the CPU and another of its kind on a CUDA device, on the same tensors.</summary>
internal sealed class Pair : IDisposable
{
    private readonly Parameter[] _here;
    private readonly Parameter[] _there;

    private Pair(TorchOptimizer cpu, Parameter[] here, TorchOptimizer cuda, Parameter[] there) => (Cpu, _here, Cuda, _there) = (cpu, here, cuda, there);

    public TorchOptimizer Cpu { get; }

    public TorchOptimizer Cuda { get; }

    public TorchOptimizer[] Both => [Cpu, Cuda];

    public static Pair Of(string optimizer, IReadOnlyDictionary<string, double> settings, (string Name, float[] Values, long[] Shape)[] tensors, ScalarType type = ScalarType.Float32)
    {
        Parameter[] here = [.. tensors.Select(one => Tensors.Parameter(CPU, type, one.Values, one.Shape))];
        Parameter[] there = [.. tensors.Select(one => Tensors.Parameter(CUDA, type, one.Values, one.Shape))];
        return new Pair(Create(here), here, Create(there), there);

        TorchOptimizer Create(Parameter[] parameters) => TorchLibrary.Create(optimizer, parameters.Select((parameter, i) => (tensors[i].Name, parameter)), settings);
    }

    /// <summary>Takes a step of both with gradients, null for none.</summary>
    public void Step(params float[]?[] gradients)
    {
        foreach (Parameter[] parameters in new[] { _here, _there })
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                if (gradients[i] is { } gradient)
                    parameters[i].SetGradient(gradient);
                else
                    parameters[i].grad = null;
            }
        }
        Cpu.step();
        Cuda.step();
    }

    /// <summary>Asserts that kernels ran on the device and that nothing differs in a bit.</summary>
    public void AssertSame()
    {
        Assert.Equal((Cpu.StepCount, Cpu.SkippedSteps), (Cuda.StepCount, Cuda.SkippedSteps));
        for (int i = 0; i < _here.Length; i++)
        {
            TorchState expected = Cpu.GetState(_here[i]), actual = Cuda.GetState(_there[i]);
            Assert.Equal((StepBackend.Cuda, ""), (actual.Backend, actual.WhyTensorCode));
            Assert.Equal(_here[i].Bits(), _there[i].Bits());
            Run.AssertSame(expected, actual);
        }
    }

    /// <summary>Asserts that the states of both are the same to the bit.</summary>
    public void AssertSameStates()
    {
        for (int i = 0; i < _here.Length; i++)
            Run.AssertSame(Cpu.GetState(_here[i]), Cuda.GetState(_there[i]));
    }

    public void Dispose()
    {
        foreach (TorchOptimizer optimizer in Both)
            optimizer.Dispose();
        foreach (Parameter parameter in _here.Concat(_there))
            parameter.Dispose();
    }
}
