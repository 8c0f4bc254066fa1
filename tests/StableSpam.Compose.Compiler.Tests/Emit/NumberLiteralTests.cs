using System.Globalization;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Model;

namespace StableSpamCompose.Compiler.Tests.Emit;

/// <summary>Numbers in generated code are the numbers that were meant, to the bit.</summary>
public class NumberLiteralTests
{
    public static TheoryData<double> Doubles { get; } =
    [
        0, -0.0, 1, -1, 0.1, 0.3, 1.0 / 3, 1e15, 1e16, 123456789012345678, 1e300, 1e-300, double.Epsilon, -double.Epsilon, double.MaxValue,
        double.MinValue, 2.2250738585072014E-308, 5e-324, 0.30000000000000004, 16777217,
    ];

    [Theory]
    [MemberData(nameof(Doubles))]
    public void A_double_is_read_as_it_was(double value) => AssertSameDouble(value);

    [Fact]
    public void Any_double_is_read_as_it_was()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value)) AssertSameDouble(value);
            AssertSameDouble(Math.Round(random.NextDouble() * 1000, random.Next(6)));
        }
    }

    [Fact]
    public void Any_float_is_read_as_it_was()
    {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsFinite(value)) AssertSameSingle(value);
            AssertSameSingle((float)Math.Round(random.NextDouble() * 1000, random.Next(6)));
        }
        foreach (float value in new[] { 0f, -0f, 1f, -1f, 0.1f, float.Epsilon, -float.Epsilon, float.MaxValue, 1.17549435e-38f, 1e-40f, 16777216f, 1e9f }) AssertSameSingle(value);
    }

    [Fact]
    public void What_is_no_finite_number_goes_by_its_name()
    {
        Assert.Equal(
            ["double.NaN", "double.PositiveInfinity", "double.NegativeInfinity"],
            new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }.Select(NumberLiterals.Double));
        Assert.Equal(
            ["float.NaN", "float.PositiveInfinity", "float.NegativeInfinity"],
            new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }.Select(NumberLiterals.Single));
    }

    [Fact]
    public void A_double_is_never_an_integer_to_C_sharp()
    {
        Assert.Equal("7.0", NumberLiterals.Double(7));
        Assert.Equal("1E+20", NumberLiterals.Double(1e20));
        Assert.Equal("-0.0", NumberLiterals.Double(-0.0));
    }

    [Theory]
    [InlineData("1e-8", false, "1e-8")]
    [InlineData("0.90", false, "0.90")]
    [InlineData(".5", false, ".5")]
    [InlineData("-3", false, "-3")]
    [InlineData("1e3", true, "1000")]
    [InlineData("-7", true, "-7")]
    [InlineData("10000000000000000000000", false, "1E+22")]
    [InlineData("-10000000000000000000000", false, "-1E+22")]
    [InlineData("9223372036854775808", false, "9.223372036854776E+18")]
    [InlineData("-0", false, "-0.0")]
    [InlineData("-0.0", false, "-0.0")]
    public void A_default_is_written_as_the_recipe_has_it_where_C_sharp_reads_that_alike(string text, bool isInteger, string literal)
    {
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

        Assert.Equal(literal, NumberLiterals.AsWritten(new NumberText(value, text), isInteger));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(("0.5", "0.25f", "-3", "1.5"), (NumberLiterals.Double(0.5), NumberLiterals.Single(0.25), NumberLiterals.Integer(-3), NumberLiterals.AsWritten(new NumberText(1.5, "1.5"), false)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertSameDouble(double value)
    {
        string text = NumberLiterals.Double(value);
        Assert.Contains(text, c => c is '.' or 'E');
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));
    }

    private static void AssertSameSingle(float value)
    {
        string text = NumberLiterals.Single(value);
        Assert.EndsWith("f", text);
        Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(float.Parse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture)));
    }
}
