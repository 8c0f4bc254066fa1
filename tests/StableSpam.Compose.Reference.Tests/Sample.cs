namespace StableSpamCompose.Reference.Tests;

/// <summary>Numbers for tests.</summary>
internal static class Sample
{
    /// <summary>Numbers of one seed, of both signs, in [-<paramref name="size"/>, <paramref name="size"/>).</summary>
    public static float[] Singles(int seed, int count, double size = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(((random.NextDouble() * 2) - 1) * size);
        return values;
    }

    public static double[] Widened(float[] values) => Array.ConvertAll(values, value => (double)value);
}
