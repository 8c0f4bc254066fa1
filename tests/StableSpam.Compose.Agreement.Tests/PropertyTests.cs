using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>What must hold for an optimizer whatever its rule: laws of scale, of the order of tensors and of their groups, to the bit.</summary>
public class PropertyTests
{
    private const int Steps = 9;

    private static readonly long[][] Shapes = [[5], [28, 25], [1], [2, 8, 4]];

    public static TheoryData<string> Optimizers => [.. OptimizerLibrary.All.Select(optimizer => optimizer.Name)];

    [Fact]
    public void Every_optimizer_has_its_law_of_scale() =>
        Assert.Equal(OptimizerLibrary.All.Select(optimizer => optimizer.Name).Order(), LibraryProperties.Scales.Keys.Order());

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Larger_gradients_follow_the_law_of_scale(string name)
    {
        LibraryProperties law = LibraryProperties.Scales[name];
        Dictionary<string, double> settings = Settings(name);
        foreach (string absolute in law.Settings) settings[absolute] = 0;
        float[][] plain = Train(name, settings, gradientScale: 1);
        Assert.All(plain.SelectMany(tensor => tensor), weight => Assert.True(float.IsFinite(weight)));
        // A power of two changes exponents alone, so that bits can be compared.
        foreach (float factor in new[] { 1024f, 1 / 16f })
        {
            bool isInvariant = Same(plain, Train(name, settings, gradientScale: factor));
            float[][] both = Train(name, settings, gradientScale: factor, weightScale: factor);
            bool isLinear = Same([.. plain.Select(tensor => tensor.Select(weight => factor * weight).ToArray())], both);
            ScaleLaw found = isInvariant ? ScaleLaw.Invariant : isLinear ? ScaleLaw.Linear : ScaleLaw.None;
            Assert.True(found == law.Scale, $"{name} is {found} under {factor}, not {law.Scale} ({law.WhyNot})");
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_order_of_tensors_changes_nothing_unless_they_are_folded_together_or_drawn_for(string name)
    {
        float[][] inOrder = Train(name, Settings(name), order: [0, 1, 2, 3]), shuffled = Train(name, Settings(name), order: [2, 0, 3, 1]);
        bool matters = LibraryProperties.OrderMatters.TryGetValue(name, out string? why);
        // What may change may also stay: sums of tensors can come to the same in either order.
        if (!matters || why!.Contains("random", StringComparison.Ordinal)) Assert.True(Same(inOrder, shuffled) != matters, why);
        else AssertClose(inOrder, shuffled);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Equal_groups_change_nothing_unless_a_group_is_folded(string name)
    {
        float[][] together = Train(name, Settings(name)), apart = Train(name, Settings(name), firstOfSecondGroup: 2);
        bool matters = LibraryProperties.GroupsMatter.TryGetValue(name, out string? why);
        Assert.True(Same(together, apart) != matters, why);
    }

    /// <summary>The weights after some steps, tensor by tensor in the order of <see cref="Shapes"/>.</summary>
    private static float[][] Train(
        string name, Dictionary<string, double> settings, float gradientScale = 1, float weightScale = 1, int[]? order = null, int? firstOfSecondGroup = null)
    {
        OptimizerInfo info = OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);
        ArrayParameter[] parameters = [.. Shapes.Select((shape, tensor) => Parameter(tensor, shape, weightScale))];
        ArrayParameter[] ordered = [.. (order ?? [0, 1, 2, 3]).Select(tensor => parameters[tensor])];
        using ArrayOptimizer optimizer = info.Create(ordered.Take(firstOfSecondGroup ?? ordered.Length), settings);
        if (firstOfSecondGroup is { } first) optimizer.AddParamGroup(ordered.Skip(first), settings);
        for (int step = 1; step <= Steps; step++)
        {
            for (int tensor = 0; tensor < parameters.Length; tensor++)
            {
                var random = new Random((1000 * step) + tensor);
                foreach (ref float g in parameters[tensor].Gradient)
                {
                    // They lean to one side, so that the weights get somewhere; none is 0, which would leave 0 / 0 without eps.
                    float noise = (0.1f + random.NextSingle()) * (random.Next(4) == 0 ? -1 : 1);
                    g = gradientScale * noise * (step == 6 ? 50 : 1);
                }
            }
            optimizer.Step();
        }
        float[][] weights = [.. parameters.Select(parameter => parameter.Value.ToArray())];
        foreach (ArrayParameter parameter in parameters) parameter.Dispose();
        return weights;
    }

    private static ArrayParameter Parameter(int tensor, long[] shape, float scale)
    {
        int length = (int)shape.Aggregate((product, dimension) => product * dimension);
        var random = new Random(tensor);
        float[] value = [.. Enumerable.Range(0, length).Select(_ => scale * (random.NextSingle() - 0.5f))];
        return new ArrayParameter($"p{tensor}", value, new float[length], shape);
    }

    private static Dictionary<string, double> Settings(string name)
    {
        OptimizerInfo info = OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);
        var settings = new Dictionary<string, double> { ["lr"] = Math.Max(0.01, info.LearningRate.Default), ["interval"] = 4, ["weight_decay"] = 0.1 };
        return settings.Where(setting => setting.Key == "lr" || info.Hyperparameters.Any(known => known.Name == setting.Key)).ToDictionary();
    }

    private static bool Same(float[][] left, float[][] right) =>
        left.Zip(right).All(pair => pair.First.Select(BitConverter.SingleToInt32Bits).SequenceEqual(pair.Second.Select(BitConverter.SingleToInt32Bits)));

    private static void AssertClose(float[][] left, float[][] right)
    {
        foreach ((float first, float second) in left.SelectMany(tensor => tensor).Zip(right.SelectMany(tensor => tensor)))
            Assert.InRange(second, first - (1e-6f * (1 + Math.Abs(first))), first + (1e-6f * (1 + Math.Abs(first))));
    }
}
