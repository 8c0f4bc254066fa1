namespace StableSpamCompose.Reference;

/// <summary>Sums in double from the first element to the last.</summary>
internal static class PlainSum
{
    /// <summary>x0 + x1 + ..</summary>
    public static double Sum(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i];
        return sum;
    }

    /// <summary>x0 * y0 + x1 * y1 + ..</summary>
    public static double SumOfProducts(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}
