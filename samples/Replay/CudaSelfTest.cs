using System.Diagnostics;
using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Replay;

/// <summary>What somebody with a GPU wants to know: whether every recorded case comes out on it, and how fast steps are.</summary>
/// <param name="device">The device.</param>
/// <param name="report">Where it is printed.</param>
internal sealed class CudaSelfTest(CudaDevice device, Report report)
{
    // One of each kind: element values alone, of tensors, of rows and columns, of blocks, and a fold of all tensors.
    private static readonly string[] Timed = ["AdamW", "Lion", "StableSpam", "AdamGradClip", "Adafactor", "AdamMini"];

    private const int Side = 1024;
    private const int WarmUp = 3;
    private const int Repetitions = 20;

    /// <summary>Replays the cases and times steps.</summary>
    /// <param name="elements">How many elements the timed steps have, in matrices of about a million.</param>
    /// <returns>Whether every case agrees.</returns>
    public bool Run(long elements)
    {
        report.BeginDevice(device.Name, device.Architecture);
        bool agrees = true;
        foreach (GoldenCase golden in GoldenCase.ReadAll())
            agrees &= Replay(golden);
        Time(elements);
        report.EndDevice(agrees);
        return agrees;
    }

    private bool Replay(GoldenCase golden)
    {
        Problem problem = Problem.Read(golden.ProblemFile);
        var arrangement = new Arrangement(problem, golden.Settings, golden.Blocks, golden.Groups);
        using var backend = new CudaBackend(problem, Find(golden.Optimizer), arrangement, device);
        double largest = Comparison.Run(problem, Trajectory.Read(golden.CaseFile, problem), backend).Max(checkpoint => checkpoint.Ratio);
        report.Case(golden.Name, golden.Optimizer, largest, backend.Launches);
        return largest <= 1;
    }

    // Copies are timed between the steps, so that both meet the device in one state.
    private void Time(long elements)
    {
        long matrices = Math.Max(1, elements / (Side * Side));
        long rows = Math.Min(Side, Math.Max(1, elements / Side));
        using var source = new CudaMemory(device, checked((nint)(matrices * rows * Side * sizeof(float))));
        using var target = new CudaMemory(device, source.Bytes);
        report.BeginTimes(matrices * rows * Side);
        foreach (string name in Timed)
        {
            OptimizerInfo optimizer = Find(name);
            StepEngine engine = optimizer.CreateCudaEngine(device);
            var tensors = new List<CudaTensor>();
            try
            {
                StepGroup group = CudaTensor.GroupOf(optimizer, new Dictionary<string, double>());
                for (int i = 0; i < matrices; i++)
                    tensors.Add(new CudaTensor(device, CudaTensor.ProgramOf(engine, optimizer, "weight", 2), group, new TensorShape([rows, Side])));
                foreach (CudaTensor tensor in tensors)
                    Fill(tensor);
                double step = Median(engine.Step);
                double copy = Median(() => target.CopyFrom(source));
                double bytes = (double)optimizer.Plan.BytesPerElement * matrices * rows * Side;
                report.Timed(name, optimizer.Plan, step, bytes / step, 2.0 * source.Bytes / copy);
            }
            finally
            {
                engine.Dispose();
                foreach (CudaTensor tensor in tensors)
                    tensor.Dispose();
            }
        }
    }

    // Seconds of a call, with what it has queued.
    private double Median(Action call)
    {
        double[] seconds = new double[Repetitions];
        for (int i = -WarmUp; i < Repetitions; i++)
        {
            device.Wait();
            long start = Stopwatch.GetTimestamp();
            call();
            device.Wait();
            if (i >= 0)
                seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return seconds[Repetitions / 2];
    }

    private static void Fill(CudaTensor tensor)
    {
        float[] numbers = new float[tensor.Value.Bytes / sizeof(float)];
        var random = new Random(1);
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = random.NextSingle() - 0.5f;
        tensor.Value.CopyFrom<float>(numbers);
        tensor.Gradient.CopyFrom<float>(numbers);
    }

    private static OptimizerInfo Find(string name) => Backends.Library.Single(optimizer => optimizer.Name == name);
}
