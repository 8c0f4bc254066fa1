using System.Numerics;

namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>What layers compute of one row of numbers.</summary>
internal static unsafe class Rows
{
    /// <summary>
    /// Exponentials below this are taken as 0. They change no sum in fp32, and the products of what is kept stay clear of
    /// subnormal numbers, which processors compute many times more slowly.
    /// </summary>
    private const double Negligible = 1e-18;

    /// <summary>The sum of a[i] b[i].</summary>
    public static T Dot<T>(T* a, T* b, int count)
        where T : unmanaged, INumber<T>
    {
        Vector<T> sums = Vector<T>.Zero;
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            sums = VectorMath.MultiplyAdd(VectorMath.Load(a + i), VectorMath.Load(b + i), sums);
        T sum = Vector.Sum(sums);
        for (; i < count; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The sum of a[i] b[i] c[i].</summary>
    public static T Dot<T>(T* a, T* b, T* c, int count)
        where T : unmanaged, INumber<T>
    {
        Vector<T> sums = Vector<T>.Zero;
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            sums = VectorMath.MultiplyAdd(VectorMath.Load(a + i) * VectorMath.Load(b + i), VectorMath.Load(c + i), sums);
        T sum = Vector.Sum(sums);
        for (; i < count; i++)
            sum += a[i] * b[i] * c[i];
        return sum;
    }

    /// <summary>The largest number; NaN if there is one.</summary>
    public static T Max<T>(T* x, int count)
        where T : unmanaged, INumber<T>
    {
        T largest = x[0];
        int i = 0;
        if (count >= Vector<T>.Count)
        {
            Vector<T> lanes = VectorMath.Load(x);
            for (i = Vector<T>.Count; i <= count - Vector<T>.Count; i += Vector<T>.Count)
                lanes = Vector.Max(lanes, VectorMath.Load(x + i));
            for (int lane = 0; lane < Vector<T>.Count; lane++)
                largest = T.Max(largest, lanes[lane]);
        }
        for (; i < count; i++)
            largest = T.Max(largest, x[i]);
        return largest;
    }

    /// <summary>x[i] = exp(scale (x[i] - shift)), and their sum.</summary>
    public static T Exponentials<T>(T* x, int count, T shift, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shifts = new Vector<T>(shift);
        var scales = new Vector<T>(scale);
        T negligible = T.CreateChecked(Negligible);
        var limits = new Vector<T>(negligible);
        Vector<T> sums = Vector<T>.Zero;
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> exponential = VectorMath.Exp((VectorMath.Load(x + i) - shifts) * scales);
            exponential = Vector.ConditionalSelect(Vector.LessThan(exponential, limits), Vector<T>.Zero, exponential);
            VectorMath.Store(exponential, x + i);
            sums += exponential;
        }
        T sum = Vector.Sum(sums);
        for (; i < count; i++)
        {
            T exponential = T.Exp((x[i] - shift) * scale);
            x[i] = exponential < negligible ? T.Zero : exponential;
            sum += x[i];
        }
        return sum;
    }

    /// <summary>x[i] = x[i] * factor</summary>
    public static void Scale<T>(T* x, int count, T factor)
        where T : unmanaged, INumber<T>
    {
        var factors = new Vector<T>(factor);
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            VectorMath.Store(VectorMath.Load(x + i) * factors, x + i);
        for (; i < count; i++)
            x[i] *= factor;
    }
}
