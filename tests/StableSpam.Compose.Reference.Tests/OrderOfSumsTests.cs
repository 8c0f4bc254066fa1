using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>Sums in exact mode, against the order of sums written a second time, as recursions.</summary>
public class OrderOfSumsTests
{
    private static readonly int[] LongLengths = [4095, 4096, 4097, 8192, 30001];

    [Fact]
    public void SumsOfEveryLengthFollowTheOrder()
    {
        foreach (int length in Enumerable.Range(0, 1101).Concat(LongLengths))
        {
            float[] x = Sample.Singles(length, length);
            Bits.Equal(RecursiveSum.Of(x), Fold(Opcode.Sum, x));
        }
    }

    [Fact]
    public void SumsOfProductsOfEveryLengthFollowTheOrderWithFma()
    {
        foreach (int length in Enumerable.Range(0, 1101).Concat(LongLengths))
        {
            float[] x = Sample.Singles(length, length), y = Sample.Singles(length + 5000, length);
            Bits.Equal(RecursiveSum.OfProducts(x, y), Fold(Opcode.SumOfProducts, x, y));
        }
    }

    [Fact]
    public void TheOrderIsNotThePlainOne()
    {
        float[] x = Sample.Singles(1, 30001);
        float plain = 0;
        foreach (float value in x) plain += value;
        Assert.NotEqual(x.Sum(value => (double)value), Fold(Opcode.Sum, x));
        Assert.NotEqual(plain, Fold(Opcode.Sum, x));
    }

    // 2^24 + 1 is not in fp32: the 1 is lost where both are added to one partial sum, and kept where 2^24 was cancelled before.
    [Theory]
    [InlineData(0, 128, 256, 0)] // one lane, in order of its rows
    [InlineData(0, 256, 128, 1)]
    [InlineData(0, 1, 128, 1)] // two lanes of a tile: a lane is complete before the lanes are folded
    [InlineData(0, 64, 32, 0)] // d = 64 before d = 32
    [InlineData(0, 32, 64, 1)]
    [InlineData(0, 512, 1024, 0)] // tiles of a chunk: (t0 + t1) + (t2 + t3)
    [InlineData(0, 1024, 512, 1)]
    [InlineData(1024, 0, 1536, 1)]
    [InlineData(0, 2048, 1024, 1)]
    [InlineData(0, 1024, 2048, 0)]
    public void TheOrderIsTheOneThatIsWrittenDown(int large, int one, int cancel, double expected)
    {
        var x = new float[4096];
        x[large] = 1 << 24;
        x[one] = 1;
        x[cancel] = -(1 << 24);
        Bits.Equal(expected, Fold(Opcode.Sum, x));
    }

    [Fact]
    public void ChunksAreAddedInDouble()
    {
        var x = new float[4097];
        x[0] = 1 << 24;
        x[4096] = 1;
        Bits.Equal((1 << 24) + 1, Fold(Opcode.Sum, x));
    }

    [Theory]
    [InlineData(256, 128, 0)] // chunk 256 comes to lane 0 before lane 128 does
    [InlineData(255, 128, 1)]
    public void ChunksAreAddedOver256Lanes(int chunkOfOne, int chunkOfCancel, double expected)
    {
        const float Large = 1L << 53;
        var x = new float[(256 * 4096) + 1];
        x[0] = Large;
        x[chunkOfOne * 4096] = 1;
        x[chunkOfCancel * 4096] = -Large;
        Bits.Equal(expected, Fold(Opcode.Sum, x));
    }

    [Fact]
    public void AProductIsNotRoundedBeforeItIsAdded()
    {
        float e = MathF.ScaleB(1, -23);
        var x = new float[129];
        var y = new float[129];
        (x[0], y[0]) = (1, -(1 + (2 * e)));
        (x[128], y[128]) = (1 + e, 1 + e);
        Bits.Equal((double)e * e, Fold(Opcode.SumOfProducts, x, y));
    }

    [Fact]
    public void NothingSumsToPlusZero()
    {
        Bits.Equal(0.0, Fold(Opcode.Sum, []));
        Bits.Equal(0.0, Fold(Opcode.SumOfProducts, [], []));
        Bits.Equal(0.0, Fold(Opcode.Sum, [-0f, -0f]));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1f, double.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, double.NaN)]
    [InlineData(float.NaN, 1f, double.NaN)]
    [InlineData(3e38f, 1f, double.PositiveInfinity)]
    public void WhatIsNotFiniteGoesThrough(float first, float second, double expected)
    {
        var x = new float[300];
        x[0] = first;
        x[128] = first;
        x[1] = second;
        Bits.Equal(expected, Fold(Opcode.Sum, x));
    }

    [Fact]
    public void InDoubleTheOrderIsPlain()
    {
        double[] x = Enumerable.Range(1, 1000).Select(i => Math.Sin(i)).ToArray();
        double sum = 0;
        foreach (double value in x) sum += value;
        Bits.Equal(sum, Program(Opcode.Sum).Run(NumberMode.Double, x).State("total")[0]);
    }

    [Fact]
    public void InDoubleAProductIsRoundedBeforeItIsAdded()
    {
        double e = Math.ScaleB(1, -52);
        ProgramBuilder program = Program(Opcode.SumOfProducts);
        Bits.Equal(0.0, program.Run(NumberMode.Double, [1, 1 + e], [-(1 + (2 * e)), 1 + e]).State("total")[0]);
        Bits.Equal(3 * 5 + (7 * 11), program.Run(NumberMode.Double, [3, 7], [5, 11]).State("total")[0]);
    }

    private static double Fold(Opcode opcode, float[] x, float[]? y = null) =>
        Program(opcode).Run(NumberMode.Exact, Sample.Widened(x), y is null ? null : Sample.Widened(y)).State("total")[0];

    private static ProgramBuilder Program(Opcode opcode)
    {
        var builder = new ProgramBuilder();
        int[] operands = opcode == Opcode.SumOfProducts ? [builder.Weight, builder.Gradient] : [builder.Weight];
        builder.Watch("total", builder.Reduce(opcode, operands));
        return builder;
    }
}
