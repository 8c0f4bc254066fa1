using System.Globalization;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Display;

/// <summary>What may be said of finished runs.</summary>
internal static class Findings
{
    /// <summary>What the runs of a small model do not show.</summary>
    public const string Caution =
        "A gap at a rate that one optimizer should not use says less than the gap between the best\n"
        + "rates. Runs this small do not show that four bits are the cause, nor that spikes are: compare\n"
        + "--precision fp4,fp32, and more than one --seed.";

    /// <summary>A line for each precision: the best rate of each optimizer, by the mean over its seeds.</summary>
    public static IEnumerable<string> BestRates(IReadOnlyList<RunResult> results)
    {
        foreach (IGrouping<string, RunResult> precision in results.GroupBy(result => result.Precision))
        {
            IEnumerable<string> best = precision.GroupBy(result => result.Optimizer).Select(Best).OfType<string>();
            yield return $"Best rate in {precision.Key}: {string.Join("; ", best)}.";
        }
    }

    private static string? Best(IGrouping<string, RunResult> optimizer)
    {
        var best = optimizer.GroupBy(result => result.LearningRate)
            .Select(rate => (Rate: rate.Key, Mean: rate.Average(result => result.FinalValidationLoss), Seeds: rate.Count()))
            .Where(rate => double.IsFinite(rate.Mean))
            .OrderBy(rate => rate.Mean)
            .FirstOrDefault();
        if (best.Seeds == 0)
            return $"{optimizer.Key} none";
        string seeds = best.Seeds > 1 ? $" (mean of {best.Seeds} seeds)" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{optimizer.Key} {best.Mean:0.000} at {best.Rate}{seeds}");
    }
}
