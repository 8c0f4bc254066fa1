using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Tests.Quantisation;

/// <summary>What holds of the formats, and values worked out by hand.</summary>
public class QuantiserTests
{
    public static TheoryData<string> Formats => ["fp4", "fp4-authors", "int4", "int3", "int2", "bf16"];

    /// <summary>Groups that fill vectors, that end within one, and that are shorter than one.</summary>
    public static TheoryData<string, int, int> FormatsAndGroups
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (string format in Formats)
            {
                foreach ((int group, int count) in ((int, int)[])[(64, 256), (13, 130), (3, 7), (64, 70), (1, 5)])
                    data.Add(format, group, count);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndGroups))]
    public void Rounding_twice_is_rounding_once(string format, int group, int count)
    {
        foreach (IFakeQuantiser<float> quantiser in Quantisers(format, group))
        {
            for (int seed = 0; seed < 20; seed++)
            {
                float[] once = Quantise(quantiser, Numbers(count, seed)), twice = Quantise(quantiser, once);
                // The range of the second rounding is a multiple of the first's step, rounded: an ulp of it may be gone.
                for (int i = 0; i < count; i++)
                    Assert.Equal(once[i], twice[i], 4e-7f * Math.Max(Math.Abs(once[i]), 1e-6f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndGroups))]
    public void In_a_group_larger_numbers_stay_no_smaller(string format, int group, int count)
    {
        foreach (IFakeQuantiser<float> quantiser in Quantisers(format, group))
        {
            for (int seed = 0; seed < 20; seed++)
            {
                float[] numbers = Numbers(count, seed), rounded = Quantise(quantiser, numbers);
                for (int start = 0; start < count; start += group)
                {
                    int[] order = [.. Enumerable.Range(start, Math.Min(group, count - start)).OrderBy(i => numbers[i])];
                    for (int i = 1; i < order.Length; i++)
                        Assert.True(rounded[order[i - 1]] <= rounded[order[i]], $"{numbers[order[i - 1]]} and {numbers[order[i]]}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndGroups))]
    public void The_error_is_at_most_half_a_step_of_the_group(string format, int group, int count)
    {
        LinearQuantisation<float> quantisation = Quantisation(format, group);
        for (int seed = 0; seed < 20; seed++)
        {
            float[] numbers = Numbers(count, seed);
            CheckErrors(numbers, Quantise(quantisation.Weights!, numbers), start => WeightStep(format, Group(start)));
            CheckErrors(numbers, Quantise(quantisation.Activations!, numbers), start => ActivationStep(format, Group(start)));

            float[] Group(int start) => numbers[start..Math.Min(count, start + group)];
        }

        void CheckErrors(float[] numbers, float[] rounded, Func<int, Func<float, double>> step)
        {
            for (int start = 0; start < count; start += group)
            {
                Func<float, double> stepOf = step(start);
                for (int i = start; i < Math.Min(count, start + group); i++)
                {
                    double bound = stepOf(numbers[i]) / 2;
                    Assert.True(
                        Math.Abs(numbers[i] - (double)rounded[i]) <= (bound * (1 + 1e-5)) + 1e-12, $"{numbers[i]} became {rounded[i]}: over {bound}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Threads_and_places_do_not_change_what_a_group_becomes(string format)
    {
        IFakeQuantiser<float> quantiser = Quantisation(format, 64).Activations!;
        var matrix = new Matrix<float>(700, 96);
        Numbers(matrix.Count, 1).CopyTo(matrix.Span);
        float[] expected = Quantise(quantiser, matrix.Span.ToArray());

        new LinearQuantisation<float>(null, quantiser).QuantiseInput(new Workers(3), matrix, 600);

        Assert.Equal(expected[..(600 * 96)], matrix.Span[..(600 * 96)].ToArray());
        Assert.Equal(Numbers(matrix.Count, 1)[(600 * 96)..], matrix.Span[(600 * 96)..].ToArray());
    }

    [Theory]
    [InlineData("fp4", 15)]
    [InlineData("fp4-authors", 9)]
    [InlineData("int4", 15)]
    [InlineData("int3", 7)]
    [InlineData("int2", 3)]
    public void Activations_have_as_many_levels_as_the_format(string format, int levels)
    {
        float[] numbers = [.. Enumerable.Range(-1000, 2001).Select(i => i / 1000f), 5, -7];
        float[] rounded = Quantise(Quantisation(format, numbers.Length).Activations!, numbers);

        Assert.Equal(levels, rounded[..^2].Distinct().Count());
        Assert.Equal([5, -7], rounded[^2..]);
    }

    [Theory]
    [InlineData("int4", 16)]
    [InlineData("int3", 8)]
    [InlineData("int2", 4)]
    public void Weights_have_all_levels_of_the_integers(string format, int levels)
    {
        float[] numbers = [.. Enumerable.Range(-1000, 3001).Select(i => i / 1000f)];
        float[] rounded = Quantise(Quantisation(format, numbers.Length).Weights!, numbers);

        Assert.Equal(levels, rounded.Distinct().Count());
        Assert.Contains(0f, rounded);
    }

    [Fact]
    public void The_two_fp4_differ_between_their_levels()
    {
        float[] numbers = [9, -8, 7, 3, 1, -2.6f, 0.4f, 0];

        Assert.Equal([9, -8, 7, 3, 1, -3, 0, 0], Quantise(Fp4Quantiser.E1M2(8), numbers));
        Assert.Equal([9, -8, 7, 3.5f, 1.75f, -1.75f, 0, 0], Quantise(Fp4Quantiser.Authors(8), numbers));
    }

    [Fact]
    public void The_range_of_weights_includes_zero()
    {
        // Of one sign: 15 steps of 1 from 0 on, where the group's own extremes would leave 12 to 15.
        Assert.Equal([15, 12, 13, 14], Quantise(new IntegerWeightQuantiser(4, 4), [15, 12.4f, 13, 14]));
        Assert.Equal([-15, -12, -13, -14], Quantise(new IntegerWeightQuantiser(4, 4), [-15, -12.4f, -13, -14]));
    }

    [Fact]
    public void Ties_go_to_the_even_level()
    {
        Assert.Equal([9, 8, 7, 0, 2, 2, -4], Quantise(Fp4Quantiser.E1M2(7), [9, 8, 7, 0.5f, 1.5f, 2.5f, -3.5f]));
        Assert.Equal([9, 8, 7, 0, 2, 2, -4], Quantise(new IntegerActivationQuantiser(4, 7), [9, 8, 7, 0.5f, 1.5f, 2.5f, -3.5f]));
        Assert.Equal([0, 15, 0, 2, 2, 4], Quantise(new IntegerWeightQuantiser(4, 6), [0, 15, 0.5f, 1.5f, 2.5f, 3.5f]));
    }

    [Fact]
    public void Of_equal_numbers_the_first_two_are_kept()
    {
        const float number = 0.3f;
        float level = MathF.Round(number / (number / 7)) * (number / 7);

        Assert.Equal([number, number, level, level], Quantise(Fp4Quantiser.E1M2(4), [number, number, number, number]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Zeros_stay_zeros_and_what_is_no_number_is_not_hidden(string format)
    {
        foreach (IFakeQuantiser<float> quantiser in Quantisers(format, 16))
        {
            Assert.All(Quantise(quantiser, new float[16]), number => Assert.Equal(0, number));
            float[] numbers = Numbers(16, 1);
            numbers[3] = float.NaN;
            numbers[15] = float.NaN;
            float[] rounded = Quantise(quantiser, numbers);
            Assert.True(float.IsNaN(rounded[3]) && float.IsNaN(rounded[15]));
        }
    }

    [Fact]
    public void Bfloat16_is_the_upper_half_rounded_to_even()
    {
        float[] numbers = [1, 1.00390625f, 1.01171875f, -1.005f, 3.4e38f, float.PositiveInfinity, 1e-40f, 0.1f, 1.00390625f];

        // 1e-40 is 1.09 times the smallest subnormal number, 2^-133.
        Assert.Equal(
            [1, 1, 1.015625f, -1.0078125f, float.PositiveInfinity, float.PositiveInfinity, (float)Math.ScaleB(1, -133), 0.10009765625f, 1],
            Quantise(new BFloat16Rounding(), numbers));
    }

    [Theory]
    [InlineData("nano", 64)]
    [InlineData("micro", 256)]
    [InlineData("60m", 256)]
    [InlineData("1b", 256)]
    public void Groups_are_scaled_to_divide_the_layers(string name, int group)
    {
        ModelShape shape = ModelShape.Named.Single(shape => shape.Name == name);

        Assert.Equal(new GroupSizes(group, group), GroupSizes.For(shape));
        Assert.True(GroupSizes.For(shape).DivideWeightsOf(shape));
        Assert.False(new GroupSizes(100, 100).DivideWeightsOf(shape));
        Assert.Equal(32, GroupSizes.For(shape with { Width = 96 }).Weights);
    }

    private static LinearQuantisation<float> Quantisation(string format, int group) =>
        Precision.All.Single(precision => precision.Name == format).Quantisation(new GroupSizes(group, group));

    private static IFakeQuantiser<float>[] Quantisers(string format, int group)
    {
        LinearQuantisation<float> quantisation = Quantisation(format, group);
        return [quantisation.Weights!, quantisation.Activations!];
    }

    private static float[] Quantise(IFakeQuantiser<float> quantiser, float[] numbers)
    {
        float[] rounded = new float[numbers.Length];
        quantiser.Quantise(numbers, rounded);
        float[] inPlace = [.. numbers];
        quantiser.Quantise(inPlace, inPlace);
        Assert.Equal(rounded, inPlace);
        return rounded;
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(0.1 * Radius() * Math.Cos(2 * Math.PI * random.NextDouble())))];

        double Radius() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
    }

    private static Func<float, double> WeightStep(string format, float[] group)
    {
        if (!format.StartsWith("int", StringComparison.Ordinal))
            return ActivationStep(format, group);
        // The zero point is rounded to a whole step, which may leave an extreme another half a step outside.
        double step = (Math.Max(0, group.Max()) - Math.Min(0, group.Min())) / ((1 << (format[3] - '0')) - 1);
        return _ => 2 * step;
    }

    private static Func<float, double> ActivationStep(string format, float[] group)
    {
        if (format == "bf16")
            return number => Math.Abs(number) / 128;
        float[] magnitudes = [.. group.Select(Math.Abs).OrderDescending()];
        double range = magnitudes.Length > 2 ? magnitudes[2] : 0;
        double step = format switch
        {
            "fp4" => range / 7,
            "fp4-authors" => range / 4,
            _ => range / ((1 << (format[3] - '1')) - 1),
        };
        return number => Math.Abs(number) > range ? 0 : step;
    }
}
