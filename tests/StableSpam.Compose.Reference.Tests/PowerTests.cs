using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

public class PowerTests
{
    [Fact]
    public void SmallPowersAreTheirProducts()
    {
        const float X = 1.1f;
        float x2 = X * X, x4 = x2 * x2;
        float[] expected = [1, X, x2, X * x2, x4, X * x4, x2 * x4, (X * x2) * x4, x4 * x4];
        for (int exponent = 0; exponent < expected.Length; exponent++)
        {
            Bits.Equal(expected[exponent], OfElement(NumberMode.Exact, X, exponent));
            Bits.Equal(exponent == 0 ? 1f : 1 / expected[exponent], OfElement(NumberMode.Exact, X, -exponent));
        }
    }

    [Fact]
    public void ALiteralPowerIsInTheArithmeticOfItsNode()
    {
        Bits.Equal(1.1 * 1.1, OfElement(NumberMode.Double, 1.1, 2));
        var builder = new ProgramBuilder();
        builder.Watch("square", builder.IntegerPower(builder.Constant(1.1), 2));
        Bits.Equal(1.1 * 1.1, builder.Run(NumberMode.Exact, [0]).State("square")[0]);
    }

    [Theory]
    [InlineData(-3.0, 3, -27.0)]
    [InlineData(0.0, 0, 1.0)]
    [InlineData(double.NaN, 0, 1.0)]
    [InlineData(0.0, -2, double.PositiveInfinity)]
    [InlineData(1.0, int.MinValue, 1.0)]
    [InlineData(1.0, int.MaxValue, 1.0)]
    public void EdgesOfLiteralPowers(double x, int exponent, double expected) =>
        Bits.Equal(expected, OfElement(NumberMode.Exact, x, exponent));

    [Fact]
    public void ZeroKeepsItsSignInTheFirstPower() => EdgesOfLiteralPowers(-0.0, 1, -0.0);

    [Theory]
    [InlineData(0.999)]
    [InlineData(-1.5)]
    public void AClockPowerFollowsTheBitsOfTheClock(double x)
    {
        for (int count = 0; count < 300; count++) Bits.Equal(Recursive(x, count), OfStep(x, count));
        Bits.Equal(Recursive(x, 123_456_789), OfStep(x, 123_456_789));
        Bits.Equal(Recursive(x, int.MaxValue), OfStep(x, int.MaxValue));
    }

    [Fact]
    public void AClockPowerIsNotPow() =>
        Assert.Contains(Enumerable.Range(1, 300), count => OfStep(0.999, count) != Math.Pow(0.999, count));

    [Theory]
    [InlineData(0.999, 2.5)]
    [InlineData(0.999, -3.0)]
    [InlineData(0.9999999999, 2147483648.0)]
    [InlineData(0.5, double.PositiveInfinity)]
    [InlineData(0.5, double.NaN)]
    [InlineData(double.NaN, 0.0)]
    [InlineData(0.0, -1.0)]
    public void AnExponentThatIsNoClockGoesToPow(double x, double exponent) =>
        Bits.Equal(Math.Pow(x, exponent), OfStep(x, exponent));

    /// <summary>x^n = x^(n without its top bit) * (x squared as often as the top bit's place).</summary>
    private static double Recursive(double x, int exponent)
    {
        if (exponent == 0) return 1;
        int place = System.Numerics.BitOperations.Log2((uint)exponent);
        double top = Squared(x, place);
        int rest = exponent - (1 << place);
        return rest == 0 ? top : Recursive(x, rest) * top;
    }

    private static double Squared(double x, int times)
    {
        if (times == 0) return x;
        double root = Squared(x, times - 1);
        return root * root;
    }

    private static double OfElement(NumberMode mode, double x, int exponent)
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.IntegerPower(builder.Weight, exponent);
        return builder.Run(mode, [x]).Value[0];
    }

    private static double OfStep(double x, double exponent)
    {
        var builder = new ProgramBuilder();
        builder.Watch("power", builder.Number(Opcode.ClockPower, builder.Constant(x), builder.Constant(exponent)));
        return builder.Run(NumberMode.Exact, [0]).State("power")[0];
    }
}
