using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>
/// FP4 for weights and activations. The two largest magnitudes of a group are kept; alpha, the next, becomes the format's
/// largest number, and every other number the nearest of its multiples of alpha / (levels of a sign), ties to even.
/// </summary>
/// <remarks>
/// E1M2 has a sign, one bit of exponent and two of mantissa. Its exponent's two values are subnormal and normal of the same
/// spacing, so that its numbers are the 15 multiples k/7, |k| ≤ 7, of its largest. The released program of the thesis takes
/// an exponent that its numbers never reach, and so has 9: the multiples k/4, |k| ≤ 4.
/// </remarks>
public sealed unsafe class Fp4Quantiser : GroupQuantiser
{
    private readonly int _levels;

    private Fp4Quantiser(int groupSize, int levels)
        : base(groupSize) => _levels = levels;

    /// <summary>E1M2 on its 15 levels.</summary>
    public static Fp4Quantiser E1M2(int groupSize) => new(groupSize, 7);

    /// <summary>What the released program computes: 9 levels (its quantise function for FP4, at 6a66da1).</summary>
    public static Fp4Quantiser Authors(int groupSize) => new(groupSize, 4);

    private protected override void QuantiseGroup(float* source, float* destination, int count)
    {
        var largest = new LargestOfGroup(source, count);
        float step = largest.Range / _levels;
        var steps = new Vector<float>(step);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            VectorMath.Store(Vector.Round(VectorMath.Load(source + i) / steps) * steps, destination + i);
        for (; i < count; i++)
            destination[i] = MathF.Round(source[i] / step) * step;
        largest.Restore(destination);
    }
}
