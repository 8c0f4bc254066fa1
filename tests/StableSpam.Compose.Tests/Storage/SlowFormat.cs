namespace StableSpamCompose.Tests.Storage;

/// <summary>
/// A format of 16 bits by its definition: a sign, an exponent and a fraction, of which the highest exponent is for infinity and
/// NaN. Numbers are stored by looking for the nearest in the table of all.
/// </summary>
internal sealed class SlowFormat
{
    private readonly int _fractionBits;

    /// <summary>The numbers from 0 up by their bits; in place of infinity, what its bits would be if they were a number.</summary>
    private readonly double[] _magnitudes;

    private SlowFormat(int exponentBits)
    {
        _fractionBits = 15 - exponentBits;
        int bias = (1 << (exponentBits - 1)) - 1;
        Infinity = (ushort)(((1 << exponentBits) - 1) << _fractionBits);
        _magnitudes = new double[Infinity + 1];
        for (int bits = 0; bits <= Infinity; bits++)
        {
            int exponent = bits >> _fractionBits;
            int fraction = bits & ((1 << _fractionBits) - 1);
            int whole = exponent == 0 ? fraction : fraction + (1 << _fractionBits);
            _magnitudes[bits] = Math.ScaleB(whole, Math.Max(exponent, 1) - bias - _fractionBits);
        }
    }

    public static SlowFormat BFloat16 { get; } = new(exponentBits: 8);

    public static SlowFormat Float16 { get; } = new(exponentBits: 5);

    /// <summary>The bits of infinity; those of NaN lie above.</summary>
    public ushort Infinity { get; }

    /// <summary>The bit that a quiet NaN has.</summary>
    public ushort Quiet => (ushort)(1 << (_fractionBits - 1));

    public bool IsNaN(ushort bits) => (bits & 0x7fff) > Infinity;

    public float Widen(ushort bits)
    {
        if (IsNaN(bits))
            return float.NaN;
        int magnitude = bits & 0x7fff;
        // Every number of 16 bits is one of fp32, so that the conversion is exact.
        float number = magnitude == Infinity ? float.PositiveInfinity : (float)_magnitudes[magnitude];
        return (bits & 0x8000) == 0 ? number : -number;
    }

    public ushort Narrow(float number)
    {
        int sign = float.IsNegative(number) ? 0x8000 : 0;
        if (float.IsNaN(number))
            return (ushort)(sign | Infinity | Quiet);
        double magnitude = Math.Abs((double)number);
        int found = Array.BinarySearch(_magnitudes, magnitude);
        int above = found >= 0 ? found : ~found;
        if (found < 0 && above <= Infinity)
        {
            double distance = (magnitude - _magnitudes[above - 1]).CompareTo(_magnitudes[above] - magnitude);
            if (distance < 0 || (distance == 0 && above % 2 == 1))
                above--;
        }
        return (ushort)(sign | Math.Min(above, Infinity));
    }

    /// <summary>
    /// The number toward zero, or the next one from zero where the share of the way there and <paramref name="random"/> make 1.
    /// </summary>
    public ushort Narrow(float number, double random)
    {
        double magnitude = Math.Abs((double)number);
        if (!(magnitude <= _magnitudes[Infinity - 1]))
            return Narrow(number);
        int found = Array.BinarySearch(_magnitudes, magnitude);
        int below = found >= 0 ? found : ~found - 1;
        double share = (magnitude - _magnitudes[below]) / (_magnitudes[below + 1] - _magnitudes[below]);
        return (ushort)((float.IsNegative(number) ? 0x8000 : 0) | (share >= 1 - random ? below + 1 : below));
    }

    /// <summary>What is left of a number when it is stored.</summary>
    public float Round(float number) => Widen(Narrow(number));
}
