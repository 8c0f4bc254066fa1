namespace StableSpamCompose.Reference.Tests;

/// <summary>What fp32 numbers become in an array of a type.</summary>
internal static class Stored
{
    public static float As(NumberType type, float value) => type switch
    {
        NumberType.BFloat16 => AsBFloat16(value),
        NumberType.Float16 => (float)(Half)value,
        _ => value,
    };

    /// <summary>The nearer of the two numbers around <paramref name="value"/> whose lower 16 bits are 0; of a tie the even one.</summary>
    private static float AsBFloat16(float value)
    {
        if (!float.IsFinite(value)) return value;
        int upper = BitConverter.SingleToInt32Bits(value) >> 16;
        float below = BitConverter.Int32BitsToSingle(upper << 16), above = BitConverter.Int32BitsToSingle((upper + 1) << 16);
        // In double, what lies above the largest number is one place further on.
        double limit = float.IsInfinity(above) ? Math.CopySign(Math.ScaleB(1, 128), value) : above;
        double toBelow = Math.Abs((double)value - below), toAbove = Math.Abs(limit - value);
        return toBelow < toAbove || (toBelow == toAbove && upper % 2 == 0) ? below : above;
    }
}
