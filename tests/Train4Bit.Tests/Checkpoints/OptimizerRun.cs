using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Train4Bit.Tests.Checkpoints;

/// <summary>An optimizer on small tensors in two groups, with gradients that are the same in every run.</summary>
internal sealed class OptimizerRun : IDisposable
{
    private static readonly long[][] Shapes = [[], [7], [3, 5], [600], [0]];

    private readonly OptimizerInfo _info;

    public OptimizerRun(OptimizerInfo info, string prefix = "p", int first = 0)
    {
        _info = info;
        Parameters = [.. Shapes.Select((shape, i) => Parameter($"{prefix}{i}", shape, first + i))];
        Optimizer = info.Create(Parameters[..3], new Dictionary<string, double>());
        using ArrayOptimizer other = info.Create(Parameters[3..], new Dictionary<string, double> { ["lr"] = 0.02 });
        Optimizer.AddParamGroup(other.ParamGroups[0]);
    }

    public ArrayParameter[] Parameters { get; }

    public ArrayOptimizer Optimizer { get; }

    /// <summary>Takes steps, from <paramref name="first"/> on. In every third step one parameter has no gradient, so that clocks differ.</summary>
    public void Step(int first, int count)
    {
        for (int step = first; step < first + count; step++)
        {
            for (int i = 0; i < Parameters.Length; i++)
            {
                Fill(Parameters[i].Gradient, (1000 * step) + i);
                Parameters[i].HasGradient = i != 1 || step % 3 != 0;
            }
            Optimizer.ParamGroups[0].LearningRate = 0.01 / (1 + step);
            Optimizer.Step();
        }
    }

    public float[] Values() => [.. Parameters.SelectMany(parameter => parameter.Value.ToArray())];

    /// <summary>Takes the values of another run.</summary>
    public void CopyValues(OptimizerRun other)
    {
        for (int i = 0; i < Parameters.Length; i++)
            other.Parameters[i].Value.CopyTo(Parameters[i].Value);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (ArrayParameter parameter in Parameters)
            parameter.Dispose();
    }

    private static ArrayParameter Parameter(string name, long[] shape, int seed)
    {
        float[] value = new float[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        Fill(value, seed);
        return new ArrayParameter(name, value, new float[value.Length], shape);
    }

    private static void Fill(Span<float> numbers, int seed)
    {
        var random = new Random(seed);
        foreach (ref float number in numbers)
            number = (float)((2 * random.NextDouble()) - 1);
    }
}
