namespace StableSpamCompose.Replay;

/// <summary>What a run computes in, which decides how closely it must agree with a record.</summary>
public enum Precision
{
    /// <summary>Parameters and state are stored in fp32.</summary>
    Single,

    /// <summary>Everything is computed and stored in double.</summary>
    Double,
}

/// <summary>How far a run is from a record, as a share of what the arithmetic explains.</summary>
public static class Agreement
{
    private const double SingleRoundoff = 1.0 / (1 << 24);

    /// <summary>
    /// The distance of a run's tensor <c>w</c> from the record's <c>r</c> after a step, divided by its bound: at most 1 where
    /// they agree.
    /// The bound is <c>1e-5 |r - w0| + 2 sqrt(t) 2^-24 |r|</c> in fp32 and <c>1e-9 (|r - w0| + |r|)</c> in double.
    /// </summary>
    /// <param name="precision">What the run computed in.</param>
    /// <param name="step">The step <c>t</c>; the first is 1.</param>
    /// <param name="run">The run's tensor.</param>
    /// <param name="record">The record's tensor.</param>
    /// <param name="initial">The tensor that both started from.</param>
    /// <returns>The ratio; infinity where either tensor holds a NaN or an infinity.</returns>
    public static double Ratio(
        Precision precision, int step, ReadOnlySpan<double> run, ReadOnlySpan<double> record, ReadOnlySpan<float> initial)
    {
        if (run.Length != record.Length || run.Length != initial.Length)
            throw new ArgumentException($"The tensors have {run.Length}, {record.Length} and {initial.Length} elements, not as many.");

        double distance = 0, moved = 0, size = 0;
        for (int i = 0; i < run.Length; i++)
        {
            distance += Square(run[i] - record[i]);
            moved += Square(record[i] - initial[i]);
            size += Square(record[i]);
        }

        double bound = precision switch
        {
            Precision.Single => 1e-5 * Math.Sqrt(moved) + 2 * Math.Sqrt(step) * SingleRoundoff * Math.Sqrt(size),
            Precision.Double => 1e-9 * (Math.Sqrt(moved) + Math.Sqrt(size)),
            _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, null),
        };
        if (!double.IsFinite(distance) || !double.IsFinite(bound))
            return double.PositiveInfinity;
        return distance == 0 ? 0 : Math.Sqrt(distance) / bound;
    }

    private static double Square(double x) => x * x;
}
