using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

public class LargestTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [Fact]
    public void TheLargestInTheOrderOfBits()
    {
        Check([], 0.0);
        Check([-3], -3);
        Check([1, 3, 2], 3);
        Check([-5, -2, -9], -2);
        Check([1, -2], 1);
        Check([-0.0, 0.0], 0.0);
        Check([0.0, -0.0], 0.0);
        Check([-0.0, -0.0], -0.0);
        Check([-0.0, -1], -0.0);
        Check([-1e-45f, -1], -1e-45f);
        Check([1e-45f, 0], 1e-45f);
        Check([-Inf, -Inf], -Inf);
        Check([-Inf, -3e38f], -3e38f);
        Check([1, Inf, 2], Inf);
    }

    [Fact]
    public void NaNWinsWhateverItsSign()
    {
        // Were bits alone compared, a NaN with the sign bit set would be the smallest number.
        foreach (double nan in (double[])[double.CopySign(NaN, 1), double.CopySign(NaN, -1)])
        {
            Check([Inf, nan, 1], NaN);
            Check([nan, Inf], NaN);
            Check([-1, 2, nan], NaN);
        }
    }

    [Fact]
    public void ALongTensorIsLookedThroughToItsEnd()
    {
        var values = new double[9001];
        Array.Fill(values, -7);
        values[9000] = -6;
        Bits.Equal(-6.0, Program().Run(NumberMode.Exact, values).State("largest")[0]);
    }

    private static void Check(double[] values, double expected)
    {
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            Bits.Equal(expected, Program().Run(mode, values).State("largest")[0]);
        }
    }

    private static ProgramBuilder Program()
    {
        var builder = new ProgramBuilder();
        builder.Watch("largest", builder.Reduce(Opcode.Largest, builder.Weight));
        return builder;
    }
}
