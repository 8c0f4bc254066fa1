using System.Globalization;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Replay;

/// <summary>What the program prints.</summary>
public sealed class Report(TextWriter output, TextWriter errors)
{
    /// <summary>Says which run follows.</summary>
    public void Begin(OptimizerChoice choice, Trajectory trajectory, Precision precision)
    {
        string settings = string.Concat(choice.Settings.Select(setting => $", {setting.Key} {Text(setting.Value)}"));
        output.WriteLine($"{choice.Optimizer.Name}{settings}");
        output.WriteLine($"against {trajectory.Name}: {trajectory.Source}");
        output.WriteLine(precision == Precision.Single
            ? "ratio: |w - r| / (1e-5 |r - w0| + 2 sqrt(t) 2^-24 |r|), the largest over the tensors"
            : "ratio: |w - r| / (1e-9 (|r - w0| + |r|)), the largest over the tensors");
        output.WriteLine();
        output.WriteLine("  step  ratio     tensor");
    }

    /// <summary>One checkpoint.</summary>
    public void Checkpoint(CheckpointAgreement checkpoint) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{checkpoint.Step,6}  {checkpoint.Ratio,-8:0.00e+00}  {checkpoint.Tensor}"));

    /// <summary>The outcome.</summary>
    public void End(double largest, bool agrees)
    {
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(agrees ? "agrees" : "DISAGREES")}: the largest ratio is {largest:0.00e+00}{(agrees ? "" : ", above 1")}"));
    }

    /// <summary>Kernel launches of a step.</summary>
    public void Launches(int launches) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"launches a step: {launches}"));

    /// <summary>Says which device the recorded cases are replayed on.</summary>
    public void BeginDevice(string name, int architecture)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, compute capability {architecture / 10}.{architecture % 10}"));
        output.WriteLine("ratio: |w - r| / (1e-5 |r - w0| + 2 sqrt(t) 2^-24 |r|), the largest over steps and tensors");
        output.WriteLine();
        output.WriteLine("  case                         optimizer                  ratio     launches a step");
    }

    /// <summary>A recorded case.</summary>
    public void Case(string name, string optimizer, double ratio, int launches) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-28} {optimizer,-26} {ratio,-8:0.00e+00}  {launches}{(ratio <= 1 ? "" : "  DISAGREES")}"));

    /// <summary>Says which steps are timed.</summary>
    public void BeginTimes(long elements)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Steps of {elements} elements in fp32, median, beside copies on the device in the same run:"));
        output.WriteLine();
        output.WriteLine("  optimizer        ms      GB/s     of a copy's GB/s");
    }

    /// <summary>A timed step.</summary>
    public void Timed(string optimizer, OptimizerPlan plan, double seconds, double bytesPerSecond, double copied) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {optimizer,-14} {seconds * 1e3,7:0.000} {bytesPerSecond / 1e9,8:0.0} {100 * bytesPerSecond / copied,7:0}% of {copied / 1e9:0.0}, {plan.BytesPerElement} bytes an element"));

    /// <summary>The outcome on a device.</summary>
    public void EndDevice(bool agrees)
    {
        output.WriteLine();
        output.WriteLine(agrees ? "agrees: every case is within its bound" : "DISAGREES: some case is outside of its bound");
    }

    /// <summary>Optimizers with their hyperparameters.</summary>
    public void List(IEnumerable<OptimizerInfo> optimizers)
    {
        foreach (OptimizerInfo optimizer in optimizers)
        {
            output.WriteLine(optimizer.Name);
            output.WriteLine($"  {optimizer.Summary}");
            if (optimizer.Source.Length > 0)
                output.WriteLine($"  From: {optimizer.Source}");
            foreach (HyperparameterInfo hyperparameter in (HyperparameterInfo[])[optimizer.LearningRate, .. optimizer.Hyperparameters])
            {
                string value = Text(hyperparameter.Default);
                string range = hyperparameter.Range + (hyperparameter.IsInteger ? " whole" : "");
                output.WriteLine($"    {hyperparameter.Name,-13} {value,-8} {range,-16} {hyperparameter.Summary}".TrimEnd());
            }

            output.WriteLine();
        }
    }

    /// <summary>A mistake.</summary>
    public void Mistake(string message) => errors.WriteLine(message);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
}
