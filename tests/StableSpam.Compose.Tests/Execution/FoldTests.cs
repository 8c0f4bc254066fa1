using StableSpamCompose.Execution;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Execution;

/// <summary>Sums, sums of squares and maxima of an engine's pass, against the order of sums written out as loops.</summary>
public sealed unsafe class FoldTests
{
    private static readonly int[] LaneCounts = [1, 4, 8, 16];

    [Fact]
    public void Every_short_length()
    {
        for (int length = 0; length <= 600; length++)
            Check(Data(length, seed: length));
    }

    [Fact]
    public void Edges_of_tiles_chunks_and_total_lanes()
    {
        int[] edges = [512, 1024, 3584, 4096, 8192, 3 * 4096, 64 * 4096, 255 * 4096, 256 * 4096, 257 * 4096];
        foreach (int edge in edges)
        {
            foreach (int length in new[] { edge - 1, edge, edge + 1, edge + 130 })
                Check(Data(length, seed: length));
        }
    }

    [Fact]
    public void Special_numbers()
    {
        foreach (float special in Simd.Samples.Special)
        {
            foreach (int place in new[] { 0, 5, 511, 513, 700 })
            {
                float[] data = Data(701, seed: 1);
                data[place] = special;
                Check(data);
                Array.Fill(data, special);
                Check(data);
            }
        }
    }

    [Fact]
    public void The_order_matters_in_these_tests()
    {
        // Another order, or a rounded product, gives other bits for some of these.
        float[][] inputs = [.. Enumerable.Range(0, 10).Select(seed => Data(300, seed))];
        Assert.Contains(inputs, data => data.Aggregate(0f, (sum, value) => sum + value) != SlowFold.Sum(data));
        Assert.Contains(inputs, data => SlowFold.SumOfSquares(data) != SlowFold.Sum([.. data.Select(value => value * value)]));
    }

    [Fact]
    public void An_empty_tensor_folds_to_zero()
    {
        Assert.Equal(0, Fold.Chunks(null, 0, Reduction.Sum));
        Assert.Equal(0, Fold.Chunks(null, 0, Reduction.Largest));
    }

    [Fact]
    public void Totals_fold_over_256_lanes()
    {
        // Partials so far apart that sums round in double too.
        var random = new Random(5);
        for (int attempt = 0; attempt < 300; attempt++)
        {
            int count = 1 + (attempt * 3);
            float[] partials = new float[count];
            for (int i = 0; i < count; i++)
                partials[i] = (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-8, 9));
            fixed (float* start = partials)
                AssertSame(SlowFold.SumOfChunks(partials), Fold.Chunks(start, count, Reduction.Sum), count);
        }
    }

    [Fact]
    public void The_largest_of_negative_numbers_is_negative()
    {
        float[] data = [-3, -2, -5];
        Assert.Equal(-2, FoldProgram.Run(data, laneCount: 4).Largest);
    }

    private static void Check(float[] data)
    {
        double sum = SlowFold.Sum(data);
        double sumOfSquares = SlowFold.SumOfSquares(data);
        double largest = SlowFold.Largest(data);
        double magnitude = SlowFold.Largest([.. data.Select(MathF.Abs)]);
        foreach (int laneCount in LaneCounts)
        {
            FoldProgram.Totals totals = FoldProgram.Run(data, laneCount);
            AssertSame(sum, totals.Sum, data.Length);
            AssertSame(sumOfSquares, totals.SumOfSquares, data.Length);
            AssertSame(largest, totals.Largest, data.Length);
            AssertSame(magnitude, totals.LargestMagnitude, data.Length);
        }
    }

    private static void AssertSame(double expected, double actual, int length) =>
        Assert.True(
            BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual)
                || (double.IsNaN(expected) && double.IsNaN(actual)),
            $"length {length}: expected {expected:R}, got {actual:R}");

    private static float[] Data(int length, int seed)
    {
        var random = new Random(seed);
        float[] data = new float[length];
        for (int i = 0; i < length; i++)
            data[i] = (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-1, 2));
        return data;
    }
}
