namespace StableSpamCompose.Train4Bit.Reporting;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten, about <paramref name="count"/> of them, within the range.</summary>
    public static IReadOnlyList<double> Linear(double low, double high, int count)
    {
        double rough = (high - low) / Math.Max(1, count);
        if (!(rough > 0) || !double.IsFinite(rough))
            return [low];
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var ticks = new List<double>();
        for (double i = Math.Ceiling(low / step); i * step <= high * (1 + 1e-12); i++)
            ticks.Add(i * step);
        return ticks;
    }

    /// <summary>Powers of ten within the range; between them 2 and 5 times the power where there are fewer than four.</summary>
    public static IReadOnlyList<double> Logarithmic(double low, double high)
    {
        (int first, int last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        double[] factors = last - first < 4 ? [1, 2, 5] : [1];
        return
        [
            .. Enumerable.Range(first, last - first + 1)
                .SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power)))
                .Where(tick => tick >= low * 0.999 && tick <= high * 1.001),
        ];
    }
}
