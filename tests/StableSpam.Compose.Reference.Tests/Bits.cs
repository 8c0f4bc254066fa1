namespace StableSpamCompose.Reference.Tests;

/// <summary>Compares numbers by their bits, so that zeros have a sign; one NaN is as good as another.</summary>
internal static class Bits
{
    public static void Equal(double expected, double actual) =>
        Assert.True(
            double.IsNaN(expected)
                ? double.IsNaN(actual)
                : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual),
            FormattableString.Invariant($"expected {expected:R}, got {actual:R}"));

    public static void Equal(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Equal(expected[i], actual[i]);
    }

    public static void Equal(float[] expected, double[] actual) => Equal(Array.ConvertAll(expected, x => (double)x), actual);
}
