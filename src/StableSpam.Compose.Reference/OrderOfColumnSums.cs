namespace StableSpamCompose.Reference;

/// <summary>The order in which the elements of a column are added, the same on every backend.</summary>
/// <remarks>A slab is 64 rows of a matrix. It is folded in fp32 from its first row to its last, the slabs in double.</remarks>
internal static class OrderOfColumnSums
{
    private const int SlabRows = 64;

    /// <summary>The sum of the column <paramref name="x"/>.</summary>
    public static double Sum(float[] x) => Total(x.Length, (sum, row) => sum + x[row]);

    /// <summary>The sum of the column <paramref name="x"/> times the column <paramref name="y"/>; a product and its addition are rounded once.</summary>
    public static double SumOfProducts(float[] x, float[] y) =>
        Total(x.Length, (sum, row) => MathF.FusedMultiplyAdd(x[row], y[row], sum));

    private static double Total(int rows, Func<float, int, float> accumulate)
    {
        double total = 0;
        for (int start = 0; start < rows; start += SlabRows)
        {
            float slab = 0;
            for (int row = start; row < Math.Min(start + SlabRows, rows); row++) slab = accumulate(slab, row);
            total += slab;
        }
        return total;
    }
}
