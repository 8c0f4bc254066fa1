using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>
/// Symmetric integers for activations: the two largest magnitudes of a group are kept, the next is alpha, and with
/// n = 2^(bits-1) - 1 every other number becomes alpha / n clamp(round(x n / alpha), -n - 1, n), ties to even.
/// </summary>
public sealed unsafe class IntegerActivationQuantiser : GroupQuantiser
{
    private readonly int _largest;

    /// <summary>Makes a quantiser to <paramref name="bits"/> bits, at least 2.</summary>
    public IntegerActivationQuantiser(int bits, int groupSize)
        : base(groupSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 2);
        _largest = (1 << (bits - 1)) - 1;
    }

    private protected override void QuantiseGroup(float* source, float* destination, int count)
    {
        var largest = new LargestOfGroup(source, count);
        float toInteger = _largest / largest.Range;
        float fromInteger = largest.Range / _largest;
        var toIntegers = new Vector<float>(toInteger);
        var fromIntegers = new Vector<float>(fromInteger);
        var lowest = new Vector<float>(-_largest - 1);
        var highest = new Vector<float>(_largest);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> integer = Vector.Round(VectorMath.Load(source + i) * toIntegers);
            VectorMath.Store(Vector.Min(Vector.Max(integer, lowest), highest) * fromIntegers, destination + i);
        }
        for (; i < count; i++)
            destination[i] = Math.Clamp(MathF.Round(source[i] * toInteger), -_largest - 1, _largest) * fromInteger;
        largest.Restore(destination);
    }
}
