using StableSpamCompose.Arrays;

namespace StableSpamCompose.Tests.Programs;

/// <summary>Parameters with random numbers.</summary>
internal static class Tensors
{
    public static ArrayParameter Vector(string name, int length, int seed = 1) =>
        new(name, Numbers(length, seed), Numbers(length, seed + 1000), [length]);

    public static float[] Numbers(int length, int seed)
    {
        var random = new Random(seed);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++)
            numbers[i] = random.NextSingle() - 0.5f;
        return numbers;
    }

    public static void NewGradient(ArrayParameter parameter, int seed) =>
        Numbers((int)parameter.Length, seed).CopyTo(parameter.Gradient);
}
