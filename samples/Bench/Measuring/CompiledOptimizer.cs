using System.Diagnostics;
using StableSpamCompose.Arrays;
using StableSpamCompose.Bench.Models;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Bench.Measuring;

/// <summary>Steps of an optimizer of the library.</summary>
internal sealed class CompiledOptimizer : IContender
{
    private readonly ArrayParameter[] _parameters;
    private readonly ArrayOptimizer _optimizer;

    /// <param name="info">The optimizer.</param>
    /// <param name="memory">What it updates.</param>
    /// <param name="storage">How that lies in memory.</param>
    /// <param name="threads">Threads.</param>
    public CompiledOptimizer(OptimizerInfo info, ModelMemory memory, StorageChoice storage, int threads)
    {
        Name = info.Name;
        _parameters = memory.Parameters();
        BytesPerElement = _parameters.Sum(parameter => Bytes(info, parameter, storage)) / _parameters.Sum(parameter => parameter.Length);
        _optimizer = info.Create(_parameters, new Dictionary<string, double>());
        _optimizer.Threads = threads;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double? BytesPerElement { get; }

    /// <inheritdoc/>
    public double Seconds(int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
            _optimizer.Step();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (ArrayParameter parameter in _parameters)
            parameter.Dispose();
    }

    /// <summary>Bytes that a step moves for a parameter, by the plan of the program that it is stepped by, while its guesses hold.</summary>
    private static double Bytes(OptimizerInfo info, ArrayParameter parameter, StorageChoice storage)
    {
        OptimizerPlan plan = info.Programs.First(program => program.IsFor(parameter.Name, parameter.Shape.Length)).Plan;
        return (double)parameter.Length * plan.BytesPerElementFor(storage.Size, storage.Size, sizeof(float), speculative: false);
    }
}
