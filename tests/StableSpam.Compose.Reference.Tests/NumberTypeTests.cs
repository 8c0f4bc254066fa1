using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>What parameters and gradients keep of a number.</summary>
public class NumberTypeTests
{
    [Theory]
    [InlineData(NumberType.BFloat16, 0.1, 0.10009765625)]
    [InlineData(NumberType.BFloat16, 1 + (1.0 / 256), 1.0)] // a tie
    [InlineData(NumberType.BFloat16, 1 + (3.0 / 256), 1 + (1.0 / 64))] // a tie
    [InlineData(NumberType.BFloat16, -1.00390625000001, -1.0078125)]
    [InlineData(NumberType.BFloat16, 255.5, 256.0)] // into the next exponent
    [InlineData(NumberType.BFloat16, 9.183549615799121e-41, 9.183549615799121e-41)] // 2^-133, the smallest
    [InlineData(NumberType.BFloat16, 4.591774807899561e-41, 0.0)] // half of it
    [InlineData(NumberType.BFloat16, -4.591774807899561e-41, -0.0)]
    [InlineData(NumberType.BFloat16, 4.6e-41, 9.183549615799121e-41)]
    [InlineData(NumberType.BFloat16, 3.3895313892515355e38, 3.3895313892515355e38)] // the largest
    [InlineData(NumberType.BFloat16, 3.3961775292304e38, 3.3895313892515355e38)] // just below the tie
    [InlineData(NumberType.BFloat16, 3.39617752923046e38, double.PositiveInfinity)] // the tie, 2^128 - 2^119
    [InlineData(NumberType.Float16, 0.1, 0.0999755859375)]
    [InlineData(NumberType.Float16, 2049.0, 2048.0)] // a tie
    [InlineData(NumberType.Float16, -2051.0, -2052.0)] // a tie
    [InlineData(NumberType.Float16, 5.9604644775390625e-8, 5.9604644775390625e-8)] // 2^-24, the smallest
    [InlineData(NumberType.Float16, 2.98023223876953125e-8, 0.0)] // half of it
    [InlineData(NumberType.Float16, 65504.0, 65504.0)] // the largest
    [InlineData(NumberType.Float16, 65519.99, 65504.0)]
    [InlineData(NumberType.Float16, -65520.0, double.NegativeInfinity)] // a tie
    [InlineData(NumberType.Float16, 1e300, double.PositiveInfinity)]
    [InlineData(NumberType.Float16, double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(NumberType.Float16, double.NaN, double.NaN)]
    [InlineData(NumberType.Float16, -0.0, -0.0)]
    [InlineData(NumberType.Float32, 0.1, 0.1f)]
    public void TheNearestIsKeptAndOfTwoTheEvenOne(NumberType type, double value, double kept)
    {
        Bits.Equal([kept], Weights(NumberMode.Exact, type, value));
        Bits.Equal([kept], Gradients(NumberMode.Exact, type, value));
    }

    [Fact]
    public void Float16IsThePlatformsHalf()
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => ((random.NextDouble() * 2) - 1) * Math.ScaleB(1, random.Next(-28, 18)))];
        Bits.Equal([.. values.Select(value => (double)(Half)value)], Weights(NumberMode.Exact, NumberType.Float16, values));
    }

    [Fact]
    public void BFloat16IsTheUpperHalfOfFloat32()
    {
        var random = new Random(6);
        float[] values = [.. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))];
        float[] kept = [.. values.Select(value => Stored.As(NumberType.BFloat16, value))];
        Bits.Equal(kept, Weights(NumberMode.Exact, NumberType.BFloat16, Sample.Widened(values)));
    }

    [Fact]
    public void AnUpdateIsRoundedWhenItIsWholeAndNotBefore()
    {
        // In bfloat16 256 + 0.75 is 256, so that adding it twice would come to nothing.
        var builder = new ProgramBuilder();
        int once = builder.Number(Opcode.Add, builder.Weight, builder.Gradient);
        builder.NewWeight = builder.Number(Opcode.Add, once, builder.Gradient);
        var parameter = new InterpretedParameter("p", [1], [256]) { Type = NumberType.BFloat16 };
        Bits.Equal([258.0], Step(builder, NumberMode.Exact, parameter, 0.75));
    }

    [Fact]
    public void InDoubleModeTypesDoNotMatter()
    {
        Bits.Equal([0.1], Weights(NumberMode.Double, NumberType.BFloat16, 0.1));
        Bits.Equal([0.1], Gradients(NumberMode.Double, NumberType.BFloat16, 0.1));
    }

    [Fact]
    public void TheGradientItselfStaysAsItIs()
    {
        var parameter = new InterpretedParameter("p", [1], [0]) { GradientType = NumberType.BFloat16 };
        Step(new ProgramBuilder(), NumberMode.Exact, parameter, 0.1);
        Bits.Equal([0.1], parameter.Gradient);
    }

    /// <summary>What a parameter makes of the values.</summary>
    private static double[] Weights(NumberMode mode, NumberType type, params double[] values)
    {
        var parameter = new InterpretedParameter("p", [values.Length], values) { Type = type };
        return Step(new ProgramBuilder(), mode, parameter, new double[values.Length]);
    }

    /// <summary>What a step sees where the values are the gradient.</summary>
    private static double[] Gradients(NumberMode mode, NumberType type, params double[] values)
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.Gradient;
        return Step(builder, mode, new InterpretedParameter("p", [values.Length], new double[values.Length]) { GradientType = type }, values);
    }

    private static double[] Step(ProgramBuilder builder, NumberMode mode, InterpretedParameter parameter, params double[] gradient)
    {
        StepProgram program = builder.Build();
        var optimizer = new InterpretedOptimizer(program, mode);
        optimizer.Add(parameter, new InterpretedGroup(program));
        gradient.CopyTo(parameter.Gradient, 0);
        optimizer.Step();
        return parameter.Value;
    }
}
