using StableSpamCompose.Compiler.Model;

namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Numbers and ranges are read as they are written, and nothing else is.</summary>
public class HyperparameterTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1e-8", 1e-8)]
    [InlineData("-0.5", -0.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1E+3", 1000)]
    [InlineData("007", 7)]
    public void A_number_keeps_its_text(string text, double value) => Assert.Equal(new NumberText(value, text), NumberText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("Infinity")]
    [InlineData("1e400")]
    [InlineData("１")]
    public void What_is_no_finite_number_is_refused(string text) => Assert.Null(NumberText.Parse(text));

    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("-2.0", "-2")]
    [InlineData("9007199254740992", "9007199254740992")]
    public void A_whole_number_is_written_in_digits(string text, string digits)
    {
        NumberText number = NumberText.Parse(text)!;
        Assert.True(number.IsWhole);
        Assert.Equal(digits, number.InDigits().Text);
    }

    [Theory]
    [InlineData("[0, 1)", 0, true, 1, false)]
    [InlineData("(-inf,-1e-3]", double.NegativeInfinity, false, -1e-3, true)]
    [InlineData(" [ 2 , inf ] ", 2, true, double.PositiveInfinity, true)]
    public void A_range_has_its_bounds(string text, double low, bool lowIncluded, double high, bool highIncluded) =>
        Assert.Equal(new HyperparameterRange(low, lowIncluded, high, highIncluded, text.Trim()), HyperparameterRange.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[0, 1, 2]")]
    [InlineData("[0, 1")]
    [InlineData("0, 1")]
    [InlineData("[0; 1]")]
    [InlineData("[a, 1]")]
    [InlineData("[0, nan]")]
    [InlineData("[0, +inf]")]
    public void What_is_no_range_is_refused(string text) => Assert.Null(HyperparameterRange.Parse(text));

    [Theory]
    [InlineData("[0, 0]", false)]
    [InlineData("[0, 0)", true)]
    [InlineData("(1, 0)", true)]
    [InlineData("(0, 1e-300)", false)]
    public void A_range_without_numbers_is_empty(string text, bool isEmpty) =>
        Assert.Equal(isEmpty, HyperparameterRange.Parse(text)!.IsEmpty);
}
