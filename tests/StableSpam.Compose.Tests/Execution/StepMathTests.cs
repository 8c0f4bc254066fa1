using StableSpamCompose.Execution;

namespace StableSpamCompose.Tests.Execution;

public sealed class StepMathTests
{
    [Fact]
    public void Power_multiplies_from_the_low_bit_up()
    {
        const double b = 0.9;
        double b2 = b * b;
        double b4 = b2 * b2;
        double b8 = b4 * b4;
        Assert.Equal(1, StepMath.Power(b, 0));
        Assert.Equal(b, StepMath.Power(b, 1));
        Assert.Equal(b2, StepMath.Power(b, 2));
        Assert.Equal(b * b2, StepMath.Power(b, 3));
        Assert.Equal(b2 * b4, StepMath.Power(b, 6));
        Assert.Equal(b * b2 * b8, StepMath.Power(b, 11));
        Assert.Equal(b * b4 * b8, StepMath.Power(b, 13));
        Assert.Equal(b8, StepMath.Power(b, 8));
    }

    [Fact]
    public void Power_agrees_with_exact_powers_and_far_exponents()
    {
        Assert.Equal(Math.ScaleB(1, 1000), StepMath.Power(2, 1000));
        Assert.Equal(-8, StepMath.Power(-2, 3));
        Assert.Equal(1, StepMath.Power(1, int.MaxValue));
        Assert.Equal(-1, StepMath.Power(-1, int.MaxValue));
        Assert.Equal(0, StepMath.Power(0.5, int.MaxValue));
        Assert.Equal(1, StepMath.Power(double.NaN, 0));
        Assert.True(double.IsNaN(StepMath.Power(double.NaN, 2)));
    }

    [Theory]
    [InlineData(0.9, 0.5)]
    [InlineData(0.9, -2)]
    [InlineData(0.999999999, 2147483648.0)]
    [InlineData(2, double.PositiveInfinity)]
    [InlineData(2, double.NaN)]
    public void Other_exponents_go_to_pow(double value, double exponent) =>
        Assert.Equal(Math.Pow(value, exponent), StepMath.Power(value, exponent));

    [Fact]
    public void Sign_keeps_zeros_and_NaN()
    {
        Assert.Equal(1, StepMath.Sign(1e-300));
        Assert.Equal(-1, StepMath.Sign(double.NegativeInfinity));
        Assert.True(double.IsNegative(StepMath.Sign(-0.0)));
        Assert.True(double.IsPositive(StepMath.Sign(0.0)));
        Assert.True(double.IsNaN(StepMath.Sign(double.NaN)));
    }

    [Fact]
    public void Max_and_Min_take_a_NaN_on_the_left_or_the_right()
    {
        Assert.True(double.IsNaN(StepMath.Max(double.NaN, 1)));
        Assert.True(double.IsNaN(StepMath.Max(1, double.NaN)));
        Assert.True(double.IsNaN(StepMath.Min(double.NaN, 1)));
        Assert.True(double.IsNaN(StepMath.Min(1, double.NaN)));
        Assert.Equal(2, StepMath.Max(1, 2));
        Assert.Equal(2, StepMath.Max(2, 1));
        Assert.Equal(1, StepMath.Min(1, 2));
        Assert.Equal(1, StepMath.Min(2, 1));
        // Of equal numbers the right one is taken.
        Assert.True(double.IsNegative(StepMath.Max(0.0, -0.0)));
        Assert.True(double.IsPositive(StepMath.Min(-0.0, 0.0)));
    }

    [Fact]
    public void Round_takes_ties_to_even()
    {
        Assert.Equal([0, 2, 2, -2, 3], new[] { 0.5, 1.5, 2.5, -2.5, 2.6 }.Select(StepMath.Round));
    }
}
