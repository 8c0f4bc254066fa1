using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>
/// Asymmetric integers for weights. With n = 2^bits - 1, s = (max - min) / n and z = round(-min / s), a number becomes
/// s (clamp(round(w / s) + z, 0, n) - z), ties to even.
/// </summary>
/// <remarks>
/// The range includes 0: min is at most and max at least 0. The released program of the thesis takes the group's own
/// extremes and clamps z, so that a group of one sign loses its range; for groups of both signs the two are the same.
/// </remarks>
public sealed unsafe class IntegerWeightQuantiser : GroupQuantiser
{
    private const float SmallestRange = 1e-5f;
    private readonly int _highest;

    /// <summary>Makes a quantiser to <paramref name="bits"/> bits, at least 1.</summary>
    public IntegerWeightQuantiser(int bits, int groupSize)
        : base(groupSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        _highest = (1 << bits) - 1;
    }

    private protected override void QuantiseGroup(float* source, float* destination, int count)
    {
        (float min, float max) = Range(source, count);
        float step = Math.Max(SmallestRange, max - min) / _highest;
        float zero = Math.Clamp(MathF.Round(-min / step), 0, _highest);
        var steps = new Vector<float>(step);
        var zeros = new Vector<float>(zero);
        var highest = new Vector<float>(_highest);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> integer = Vector.Round(VectorMath.Load(source + i) / steps) + zeros;
            integer = Vector.Min(Vector.Max(integer, Vector<float>.Zero), highest);
            VectorMath.Store((integer - zeros) * steps, destination + i);
        }
        for (; i < count; i++)
            destination[i] = (Math.Clamp(MathF.Round(source[i] / step) + zero, 0, _highest) - zero) * step;
    }

    private static (float Min, float Max) Range(float* x, int count)
    {
        Vector<float> lowest = Vector<float>.Zero, highest = Vector<float>.Zero;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            lowest = Vector.Min(lowest, VectorMath.Load(x + i));
            highest = Vector.Max(highest, VectorMath.Load(x + i));
        }
        float min = 0, max = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            (min, max) = (Math.Min(min, lowest[lane]), Math.Max(max, highest[lane]));
        for (; i < count; i++)
            (min, max) = (Math.Min(min, x[i]), Math.Max(max, x[i]));
        return (min, max);
    }
}
