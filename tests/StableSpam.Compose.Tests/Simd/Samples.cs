namespace StableSpamCompose.Tests.Simd;

/// <summary>Numbers on which arithmetic goes wrong, if it does.</summary>
internal static class Samples
{
    public static float[] Special { get; } =
    [
        0f, -0f, 1f, -1f, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 3f, 0.49999997f, 8388607.5f, 16777216f, -16777217f,
        float.Epsilon, -float.Epsilon, 1.17549421e-38f, 1.17549435e-38f, -1.17549435e-38f, 1e-30f, 1e30f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        BitConverter.Int32BitsToSingle(0x7fc00001), BitConverter.Int32BitsToSingle(0x7fffffff),
        BitConverter.Int32BitsToSingle(unchecked((int)0xffc12345)), MathF.PI, -MathF.E,
    ];

    /// <summary>The special ones, then some near 1 and some of random bits.</summary>
    public static float[] Numbers(int count)
    {
        var random = new Random(20250217);
        var numbers = new List<float>(Special);
        while (numbers.Count < count)
        {
            numbers.Add(numbers.Count % 2 == 0
                ? (random.NextSingle() * 8) - 4
                : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        }
        return [.. numbers];
    }
}
