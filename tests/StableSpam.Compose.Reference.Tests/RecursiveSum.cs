namespace StableSpamCompose.Reference.Tests;

/// <summary>The order of sums as recursions over single lanes and tiles, each asking for what it adds.</summary>
internal sealed class RecursiveSum
{
    private readonly Func<float, int, float> _accumulate;
    private readonly int _chunks;

    private RecursiveSum(int length, Func<float, int, float> accumulate)
    {
        _chunks = (length + 4095) / 4096;
        _accumulate = (sum, i) => i < length ? accumulate(sum, i) : sum;
    }

    public static double Of(float[] x) => new RecursiveSum(x.Length, (sum, i) => sum + x[i]).Total(0, 1);

    public static double OfProducts(float[] x, float[] y) =>
        new RecursiveSum(x.Length, (sum, i) => Fused(x[i], y[i], sum)).Total(0, 1);

    /// <summary>A lane after the fold by <paramref name="distance"/>; before the first one, the sum of its chunks.</summary>
    private double Total(int lane, int distance) =>
        distance == 256 ? ChunksFrom(lane, 0) : Total(lane, distance * 2) + Total(lane + distance, distance * 2);

    private double ChunksFrom(int chunk, double sum) => chunk >= _chunks ? sum : ChunksFrom(chunk + 256, sum + Tiles(chunk * 8, 8));

    /// <summary>The balanced tree over <paramref name="count"/> tiles.</summary>
    private float Tiles(int first, int count) =>
        count == 1 ? Lane(first * 512, 0, 1) : Tiles(first, count / 2) + Tiles(first + (count / 2), count / 2);

    private float Lane(int tile, int lane, int distance) =>
        distance == 128 ? Rows(tile + lane, 4) : Lane(tile, lane, distance * 2) + Lane(tile, lane + distance, distance * 2);

    private float Rows(int element, int rows) => rows == 0 ? 0 : _accumulate(Rows(element, rows - 1), element + (128 * (rows - 1)));

    /// <summary>
    /// x * y + sum rounded once: the product is exact in double, and the total in double is rounded to odd, so that the
    /// second rounding sees on which side of a tie it lies.
    /// </summary>
    private static float Fused(float x, float y, float sum)
    {
        double product = (double)x * y, total = product + sum;
        double shift = total - product, error = (product - (total - shift)) + (sum - shift);
        long bits = BitConverter.DoubleToInt64Bits(total);
        if (error != 0 && bits % 2 == 0) bits += (error > 0) == (total > 0) ? 1 : -1;
        return (float)BitConverter.Int64BitsToDouble(bits);
    }
}
