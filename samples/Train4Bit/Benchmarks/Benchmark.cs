using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Benchmarks;

/// <summary>How fast matrices are multiplied here, and what of a training step is the optimizer's.</summary>
/// <param name="workers">The threads.</param>
/// <param name="output">Where results go.</param>
internal sealed class Benchmark(Workers workers, TextWriter output)
{
    private const int Size = 512;
    private const int Rounds = 150;
    private const int Steps = 80;

    /// <summary>
    /// Measures matrix products against the peak of arithmetic, in turns of a few milliseconds. The best of each counts: what
    /// else the machine does can only slow them.
    /// </summary>
    public void Products()
    {
        Matrix<float> a = new(Size, Size), b = new(Size, Size), c = new(Size, Size);
        a.Span.Fill(1);
        b.Span.Fill(0.5f);
        using var product = new MatrixProduct<float>(workers);
        double peak = 0, speed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            peak = Math.Max(peak, PeakArithmetic.Measure(workers));
            long start = Stopwatch.GetTimestamp();
            product.Multiply(a.View, b.View, c.View);
            speed = Math.Max(speed, 2.0 * Size * Size * Size / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Print($"threads: {workers.Count}, vectors of {Vector<float>.Count * 32} bits");
        Print($"multiply-add from registers: {peak / 1e9:0.0} GFLOP/s");
        Print($"matrix product {Size} x {Size} x {Size}: {speed / 1e9:0.0} GFLOP/s, {100 * speed / peak:0} % of that");
    }

    /// <summary>Measures training steps; the fastest counts, of the whole and of the optimizer's part.</summary>
    public void TrainingSteps(SessionSettings settings, Precision precision, IEnumerable<OptimizerInfo> optimizers)
    {
        foreach (OptimizerInfo optimizer in optimizers)
        {
            using var run = new TrainingRun(workers, settings, new RunChoice(optimizer, precision, LearningRate: 1e-3, Seed: 0));
            double fastest = double.PositiveInfinity, fastestOptimizer = double.PositiveInfinity;
            for (int step = 0; step < Steps; step++)
            {
                double before = run.History.Seconds;
                run.Step();
                fastest = Math.Min(fastest, run.History.Seconds - before);
                fastestOptimizer = Math.Min(fastestOptimizer, run.OptimizerSeconds);
            }
            Print($"{settings.Shape.Name}, {precision.Name}, {settings.Batch} x {settings.Context} bytes: a step {fastest * 1e3:0.0} ms");
            Print($"  {settings.TokensPerStep / fastest:#,0} tokens/s; {optimizer.Name} {fastestOptimizer * 1e3:0.00} ms, {100 * fastestOptimizer / fastest:0.0} %");
        }
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
