using System.Numerics;

namespace StableSpamCompose.Tests.Simd;

/// <summary>Arithmetic on whole numbers of any length, rounded to fp32 once at the end.</summary>
internal static class ExactArithmetic
{
    /// <summary>The exponent of the smallest product of two subnormal numbers.</summary>
    private const int LowestExponent = -2 * 149;

    /// <summary>a * b + c of finite numbers, to nearest, ties to even.</summary>
    public static float MultiplyAdd(float left, float right, float addend)
    {
        (BigInteger a, int ea) = Split(left);
        (BigInteger b, int eb) = Split(right);
        (BigInteger c, int ec) = Split(addend);
        BigInteger sum = ((a * b) << (ea + eb - LowestExponent)) + (c << (ec - LowestExponent));
        if (sum.IsZero)
        {
            // IEEE 754: an exact zero of unlike signs is +0; of like signs it has their sign.
            bool negative = (float.IsNegative(left) != float.IsNegative(right)) && float.IsNegative(addend);
            return (a * b).IsZero && negative ? -0f : 0f;
        }
        return Round(sum);
    }

    private static (BigInteger Mantissa, int Exponent) Split(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        int exponent = (bits >> 23) & 0xff;
        int mantissa = bits & 0x7fffff;
        if (exponent != 0)
            mantissa |= 0x800000;
        return (bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 150);
    }

    private static float Round(BigInteger value)
    {
        bool negative = value.Sign < 0;
        BigInteger magnitude = BigInteger.Abs(value);
        // Keep 24 bits, but none below the last bit of a subnormal number.
        int dropped = Math.Max((int)magnitude.GetBitLength() - 24, -149 - LowestExponent);
        BigInteger kept = magnitude >> dropped;
        BigInteger rest = magnitude - (kept << dropped);
        int half = rest.CompareTo(BigInteger.One << (dropped - 1));
        if (half > 0 || (half == 0 && !kept.IsEven))
            kept += 1;
        double result = Math.ScaleB((double)kept, dropped + LowestExponent);
        return (float)(negative ? -result : result);
    }
}
