using System.Numerics;
using System.Runtime.CompilerServices;

namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>The innermost block of a matrix product: six rows by two vectors, whose twelve sums stay in registers.</summary>
/// <remarks>
/// Sixteen vector registers hold the sums, two vectors of the right operand and one number of the left: with two fused
/// multiply-adds of four cycles' latency a cycle, eight sums would already hide the latency.
/// </remarks>
internal static unsafe class ProductTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile: two vectors.</summary>
    public static int Columns<T>()
        where T : unmanaged => 2 * Vector<T>.Count;

    /// <summary>Computes a whole tile of the result, from zero or adding to what is there.</summary>
    /// <param name="depth">How many products are added up for an element.</param>
    /// <param name="a">The left operand's first row.</param>
    /// <param name="rowStride">From a row of it to the next.</param>
    /// <param name="columnStride">From a column of it to the next.</param>
    /// <param name="rows">The left operand's rows; those of the tile past them repeat the last.</param>
    /// <param name="b">The right operand, packed: <see cref="Columns{T}"/> numbers for each step of depth.</param>
    /// <param name="c">The tile of the result.</param>
    /// <param name="stride">From a row of it to the next.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public static void Compute<T>(
        nint depth, T* a, nint rowStride, nint columnStride, int rows, T* b, T* c, nint stride, bool add)
        where T : unmanaged
    {
        T* a0 = a;
        T* a1 = a + (Math.Min(1, rows - 1) * rowStride);
        T* a2 = a + (Math.Min(2, rows - 1) * rowStride);
        T* a3 = a + (Math.Min(3, rows - 1) * rowStride);
        T* a4 = a + (Math.Min(4, rows - 1) * rowStride);
        T* a5 = a + (Math.Min(5, rows - 1) * rowStride);

        Vector<T> sum00 = Vector<T>.Zero, sum01 = Vector<T>.Zero;
        Vector<T> sum10 = Vector<T>.Zero, sum11 = Vector<T>.Zero;
        Vector<T> sum20 = Vector<T>.Zero, sum21 = Vector<T>.Zero;
        Vector<T> sum30 = Vector<T>.Zero, sum31 = Vector<T>.Zero;
        Vector<T> sum40 = Vector<T>.Zero, sum41 = Vector<T>.Zero;
        Vector<T> sum50 = Vector<T>.Zero, sum51 = Vector<T>.Zero;

        nint at = 0;
        for (nint i = 0; i < depth; i++)
        {
            Vector<T> b0 = VectorMath.Load(b);
            Vector<T> b1 = VectorMath.Load(b + Vector<T>.Count);
            b += 2 * Vector<T>.Count;

            var left = new Vector<T>(a0[at]);
            sum00 = VectorMath.MultiplyAdd(left, b0, sum00);
            sum01 = VectorMath.MultiplyAdd(left, b1, sum01);
            left = new Vector<T>(a1[at]);
            sum10 = VectorMath.MultiplyAdd(left, b0, sum10);
            sum11 = VectorMath.MultiplyAdd(left, b1, sum11);
            left = new Vector<T>(a2[at]);
            sum20 = VectorMath.MultiplyAdd(left, b0, sum20);
            sum21 = VectorMath.MultiplyAdd(left, b1, sum21);
            left = new Vector<T>(a3[at]);
            sum30 = VectorMath.MultiplyAdd(left, b0, sum30);
            sum31 = VectorMath.MultiplyAdd(left, b1, sum31);
            left = new Vector<T>(a4[at]);
            sum40 = VectorMath.MultiplyAdd(left, b0, sum40);
            sum41 = VectorMath.MultiplyAdd(left, b1, sum41);
            left = new Vector<T>(a5[at]);
            sum50 = VectorMath.MultiplyAdd(left, b0, sum50);
            sum51 = VectorMath.MultiplyAdd(left, b1, sum51);
            at += columnStride;
        }

        Put(sum00, sum01, c, add);
        Put(sum10, sum11, c + stride, add);
        Put(sum20, sum21, c + (2 * stride), add);
        Put(sum30, sum31, c + (3 * stride), add);
        Put(sum40, sum41, c + (4 * stride), add);
        Put(sum50, sum51, c + (5 * stride), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(Vector<T> first, Vector<T> second, T* c, bool add)
        where T : unmanaged
    {
        if (add)
        {
            first += VectorMath.Load(c);
            second += VectorMath.Load(c + Vector<T>.Count);
        }
        VectorMath.Store(first, c);
        VectorMath.Store(second, c + Vector<T>.Count);
    }
}
