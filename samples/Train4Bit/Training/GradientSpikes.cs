namespace StableSpamCompose.Train4Bit.Training;

/// <summary>What a history of gradient norms says of its spikes.</summary>
public static class GradientSpikes
{
    /// <summary>Steps whose median a norm is compared with: those before it.</summary>
    public const int Window = 50;

    /// <summary>The first step, from 0, that can be a spike.</summary>
    public const int FirstStep = 20;

    /// <summary>A norm this many times the median is a spike; so is one that is no finite number.</summary>
    public const double Factor = 5;

    /// <summary>The first step, from 0, that counts in <see cref="LargestOverMedian"/>: before, the norm still falls from its start.</summary>
    private const int FirstSettledStep = 10;

    /// <summary>The steps, from 0, whose norm is a spike.</summary>
    public static IReadOnlyList<int> Steps(IReadOnlyList<double> norms)
    {
        var steps = new List<int>();
        for (int step = FirstStep; step < norms.Count; step++)
        {
            double median = Median(norms.Skip(Math.Max(0, step - Window)).Take(Math.Min(Window, step)));
            if (!(norms[step] <= Factor * median))
                steps.Add(step);
        }
        return steps;
    }

    /// <summary>The largest norm over the median of all; of a run of fewer than eleven steps NaN.</summary>
    public static double LargestOverMedian(IReadOnlyList<double> norms)
    {
        double[] settled = [.. norms.Skip(FirstSettledStep)];
        return settled.Length == 0 ? double.NaN : settled.Max() / Median(settled);
    }

    /// <summary>The middle number, or the mean of the middle two.</summary>
    private static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
