namespace StableSpamCompose.Bench.Measuring;

/// <summary>The middle of some measurements, and how far they lie apart.</summary>
/// <param name="Low">The first quartile.</param>
/// <param name="Median">The median.</param>
/// <param name="High">The third quartile.</param>
internal readonly record struct Spread(double Low, double Median, double High)
{
    /// <summary>The spread of some numbers.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(At(0.25), At(0.5), At(0.75));

        double At(double part)
        {
            double place = part * (sorted.Length - 1);
            int below = (int)place;
            int above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
        }
    }
}
