using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>
/// Folds values of rows, columns or blocks, which is a fold of a run like that of a tensor, and values of matrices, which are
/// folded one after the other in double. Nothing folds to 0.
/// </summary>
public static unsafe class PartFold
{
    /// <summary>The sum.</summary>
    public static double Sum(float* values, nint count) => Run<Values>(values, values, count, Reduction.Sum);

    /// <summary>The sum of products, each rounded once with its sum.</summary>
    public static double SumOfProducts(float* left, float* right, nint count) => Run<Products>(left, right, count, Reduction.Sum);

    /// <summary>The largest; NaN if there is one.</summary>
    public static double Largest(float* values, nint count) => Run<LargestValues>(values, values, count, Reduction.Largest);

    /// <summary>The sum, one after the other.</summary>
    public static double Sum(double* values, nint count)
    {
        double sum = 0;
        for (nint i = 0; i < count; i++)
            sum += values[i];
        return sum;
    }

    /// <summary>The largest; NaN if there is one.</summary>
    public static double Largest(double* values, nint count)
    {
        if (count == 0)
            return 0;
        // Math.Max has the order of bits: -0 below +0, and NaN above all.
        double largest = double.NegativeInfinity;
        for (nint i = 0; i < count; i++)
            largest = Math.Max(largest, values[i]);
        return largest;
    }

    [SkipLocalsInit]
    private static double Run<TFold>(float* left, float* right, nint count, Reduction reduction)
        where TFold : struct, IFold
    {
        byte* room = stackalloc byte[ChunkFold.SizeFor(1)];
        var fold = new ChunkFold(room, [reduction]);
        var total = new RunTotal(reduction);
        double* totalLanes = stackalloc double[Fold.TotalLanes];
        for (nint chunk = 0; chunk < count; chunk += Fold.ChunkLength)
        {
            nint length = Math.Min(Fold.ChunkLength, count - chunk);
            int tiles = Fold.TileCount(length);
            for (int tile = 0; tile < tiles; tile++)
            {
                fold.ClearLanes();
                nint start = chunk + (tile * Fold.TileLength);
                for (nint i = start; i < Math.Min(start + Fold.TileLength, count); i++)
                    TFold.Add(fold.Lanes, i, left, right);
                fold.EndPieces(tile);
            }
            total.Add(fold.Partial(0, tiles), totalLanes);
        }
        return total.Value(totalLanes);
    }

    private interface IFold
    {
        static abstract void Add(float* lanes, nint index, float* left, float* right);
    }

    private readonly struct Values : IFold
    {
        public static void Add(float* lanes, nint index, float* left, float* right) =>
            Accumulator.Sum(lanes, index, Lane.Load(left + index));
    }

    private readonly struct Products : IFold
    {
        public static void Add(float* lanes, nint index, float* left, float* right) =>
            Accumulator.SumOfProducts(lanes, index, Lane.Load(left + index), Lane.Load(right + index));
    }

    private readonly struct LargestValues : IFold
    {
        public static void Add(float* lanes, nint index, float* left, float* right) =>
            Accumulator.Largest(lanes, index, Lane.Load(left + index));
    }
}
