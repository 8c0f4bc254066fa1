using StableSpamCompose.Arrays;

namespace StableSpamCompose.Tests.Programs;

/// <summary>Parameters with random numbers.</summary>
internal static class Tensors
{
    public static ArrayParameter Vector(string name, int length, int seed = 1) =>
        new(name, Numbers(length, seed), Numbers(length, seed + 1000), [length]);

    /// <summary>A parameter of any type.</summary>
    public static ArrayParameter Vector(string name, int length, int seed, ElementType type, ElementType gradientType)
    {
        ArrayParameter parameter = (type == ElementType.Float32, gradientType == ElementType.Float32) switch
        {
            (true, true) => Make<float, float>(),
            (true, false) => Make<float, ushort>(),
            (false, true) => Make<ushort, float>(),
            (false, false) => Make<ushort, ushort>(),
        };
        parameter.CopyValueFrom(Numbers(length, seed));
        parameter.CopyGradientFrom(Numbers(length, seed + 1000));
        return parameter;

        ArrayParameter Make<TValue, TGradient>()
            where TValue : unmanaged
            where TGradient : unmanaged =>
            ArrayParameter.FromMemory<TValue, TGradient>(
                name, new TValue[length], type, new TGradient[length], gradientType, [length]);
    }

    public static float[] Numbers(int length, int seed)
    {
        var random = new Random(seed);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++)
            numbers[i] = random.NextSingle() - 0.5f;
        return numbers;
    }

    public static void NewGradient(ArrayParameter parameter, int seed) =>
        parameter.CopyGradientFrom(Numbers((int)parameter.Length, seed));

    /// <summary>The numbers of a parameter of any type.</summary>
    public static float[] Value(ArrayParameter parameter)
    {
        float[] numbers = new float[parameter.Length];
        parameter.CopyValueTo(numbers);
        return numbers;
    }

    /// <summary>The gradient of a parameter of any type.</summary>
    public static float[] Gradient(ArrayParameter parameter)
    {
        float[] numbers = new float[parameter.Length];
        parameter.CopyGradientTo(numbers);
        return numbers;
    }
}
