using BenchmarkDotNet.Attributes;
using StableSpamCompose.Arrays;
using StableSpamCompose.Bench.Models;
using StableSpamCompose.Execution;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Bench.Kernels;

/// <summary>A step of one tensor on one thread, at each vector width: what the kernels cost where memory does not.</summary>
[InProcess]
public class PassBenchmarks
{
    private ModelMemory? _memory;
    private ArrayParameter[] _parameters = [];
    private ArrayOptimizer? _step;

    /// <summary>The optimizer.</summary>
    [Params("AdamW", "StableSpam", "Lion", "AdamMini", "Adafactor")]
    public string Optimizer { get; set; } = "";

    /// <summary>Numbers computed side by side.</summary>
    [ParamsSource(nameof(LaneCounts))]
    public int Lanes { get; set; }

    /// <summary>Rows and columns: 64 KiB an array, so that all lie in a core's second cache, and 1 MiB.</summary>
    [Params(128, 512)]
    public int Size { get; set; }

    /// <summary>The widths of this machine.</summary>
    public static IEnumerable<int> LaneCounts => new[] { 4, 8, 16 }.Where(count => count <= StepEngine.WidestLaneCount);

    /// <summary>Makes the tensor.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _memory = new ModelMemory(new ModelShape("kernel", [[Size, Size]]), StorageChoice.All[0]);
        _parameters = _memory.Parameters();
        _step = OptimizerRegistry.Find(OptimizerLibrary.All, Optimizer).Create(_parameters, new Dictionary<string, double>());
        _step.Threads = 1;
        _step.LaneCount = Lanes;
    }

    /// <summary>A step.</summary>
    [Benchmark]
    public void Step() => _step!.Step();

    /// <summary>Frees the tensor.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _step!.Dispose();
        foreach (ArrayParameter parameter in _parameters)
            parameter.Dispose();
        _memory!.Dispose();
    }
}
