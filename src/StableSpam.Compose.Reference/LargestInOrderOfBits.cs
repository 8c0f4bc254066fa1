namespace StableSpamCompose.Reference;

/// <summary>The largest number in the total order of bits: -inf .. -0, +0 .. inf, and NaN above all.</summary>
internal static class LargestInOrderOfBits
{
    /// <summary>The largest of <paramref name="values"/>; 0 if there is none.</summary>
    public static double Of(double[] values)
    {
        if (values.Length == 0) return 0;
        double largest = values[0];
        foreach (double value in values)
        {
            if (double.IsNaN(value)) return value;
            if (Rank(value) > Rank(largest)) largest = value;
        }
        return largest;
    }

    /// <summary>A whole number in the order of <paramref name="value"/>: the bits as they are, the negative ones mirrored.</summary>
    private static long Rank(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : -1 - (bits & long.MaxValue);
    }
}
