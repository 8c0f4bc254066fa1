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
    private const int Rounds = 7;
    private const int ProductsPerRound = 20;
    private const int WarmupSteps = 40;
    private const int Steps = 40;

    /// <summary>Measures matrix products against the peak of arithmetic: pairs of rounds, of which the best of each counts.</summary>
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
            for (int i = 0; i < ProductsPerRound; i++)
                product.Multiply(a.View, b.View, c.View);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            speed = Math.Max(speed, 2.0 * Size * Size * Size * ProductsPerRound / seconds);
        }
        Print($"threads: {workers.Count}, vectors of {Vector<float>.Count * 32} bits");
        Print($"multiply-add from registers: {peak / 1e9:0.0} GFLOP/s");
        Print($"matrix product {Size} x {Size} x {Size}: {speed / 1e9:0.0} GFLOP/s, {100 * speed / peak:0} % of that");
    }

    /// <summary>Measures training steps; the median counts.</summary>
    public void TrainingSteps(SessionSettings settings, Precision precision, IEnumerable<OptimizerInfo> optimizers)
    {
        foreach (OptimizerInfo optimizer in optimizers)
        {
            using var run = new TrainingRun(workers, settings, new RunChoice(optimizer, precision, LearningRate: 1e-3, Seed: 0));
            var whole = new List<double>();
            var optimizing = new List<double>();
            for (int step = 0; step < WarmupSteps + Steps; step++)
            {
                double before = run.History.Seconds;
                run.Step();
                if (step < WarmupSteps)
                    continue;
                whole.Add(run.History.Seconds - before);
                optimizing.Add(run.OptimizerSeconds);
            }
            double step50 = Median(whole), optimizer50 = Median(optimizing);
            Print($"{settings.Shape.Name}, {precision.Name}, {settings.Batch} x {settings.Context}: a step {step50 * 1e3:0.0} ms, {settings.TokensPerStep / step50:#,0} tokens/s");
            Print($"  of which {optimizer.Name}: {optimizer50 * 1e3:0.00} ms, {100 * optimizer50 / step50:0.0} %");
        }
    }

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
