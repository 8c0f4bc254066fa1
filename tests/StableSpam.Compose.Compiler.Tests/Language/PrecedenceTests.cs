using StableSpamCompose.Compiler.Language;

namespace StableSpamCompose.Compiler.Tests.Language;

public class PrecedenceTests
{
    [Theory]
    [InlineData("a + b * c", "(a + (b * c))")]
    [InlineData("a * b + c", "((a * b) + c)")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("a / b * c", "((a / b) * c)")]
    [InlineData("a / b / c", "((a / b) / c)")]
    [InlineData("a - (b - c)", "(a - (b - c))")]
    [InlineData("a^b^c", "(a ^ (b ^ c))")]
    [InlineData("(a^b)^c", "((a ^ b) ^ c)")]
    [InlineData("a * b^c", "(a * (b ^ c))")]
    [InlineData("-x^2", "(-(x ^ 2))")]
    [InlineData("(-x)^2", "((-x) ^ 2)")]
    [InlineData("x^-2", "(x ^ (-2))")]
    [InlineData("x^-2^y", "(x ^ (-(2 ^ y)))")]
    [InlineData("x^-2 * y", "((x ^ (-2)) * y)")]
    [InlineData("k^(-decay)", "(k ^ (-decay))")]
    [InlineData("-a * b", "((-a) * b)")]
    [InlineData("a * -b", "(a * (-b))")]
    [InlineData("a - -b", "(a - (-b))")]
    [InlineData("--a", "(-(-a))")]
    [InlineData("-a + b", "((-a) + b)")]
    [InlineData("a + b < c * d", "((a + b) < (c * d))")]
    [InlineData("-a < -b", "((-a) < (-b))")]
    [InlineData("a < b and c >= d", "((a < b) and (c >= d))")]
    [InlineData("a or b and c", "(a or (b and c))")]
    [InlineData("a and b or c", "((a and b) or c)")]
    [InlineData("a or b or c", "((a or b) or c)")]
    [InlineData("not a and b", "((not a) and b)")]
    [InlineData("not a == b", "(not (a == b))")]
    [InlineData("not not a", "(not (not a))")]
    [InlineData("a and not b or c", "((a and (not b)) or c)")]
    [InlineData("(a < b) == (c < d)", "((a < b) == (c < d))")]
    [InlineData("if a then b else c + d", "(if a then b else (c + d))")]
    [InlineData("if a or b then c else if d then e else f", "(if (a or b) then c else (if d then e else f))")]
    [InlineData("if if a then b else c then d else e", "(if (if a then b else c) then d else e)")]
    [InlineData("if a then if b then c else d else e", "(if a then (if b then c else d) else e)")]
    [InlineData("a * (if b then c else d)", "(a * (if b then c else d))")]
    [InlineData("f * max(a + b, -c)^2", "(f * (max((a + b), (-c)) ^ 2))")]
    [InlineData("mean(g^2, over: block)", "mean((g ^ 2), over: block)")]
    [InlineData("norm(over: all, g)", "norm(g, over: all)")]
    [InlineData("cosine(t, n + 1, from: 1, to: -0.5)", "cosine(t, (n + 1), from: 1, to: (-0.5))")]
    [InlineData("any(not isfinite(grad), over: all)", "any((not isfinite(grad)), over: all)")]
    [InlineData("(((a)))", "a")]
    [InlineData("inf", "inf")]
    [InlineData("true", "true")]
    [InlineData("a\n +\n b", "(a + b)")]
    [InlineData("schedule == linear and cosine != schedule", "((schedule == linear) and (cosine != schedule))")]
    [InlineData("linear", "linear")]
    public void Operators_bind_as_the_grammar_says(string text, string expected) =>
        Assert.Equal(expected, BracketedForm.Of(Parsing.Expression(text)));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1e-8", 1e-8)]
    [InlineData(".5", 0.5)]
    [InlineData("0.1", 0.1)]
    [InlineData("123456789012345678", 123456789012345678d)]
    [InlineData("1e-999", 0)]
    [InlineData("inf", double.PositiveInfinity)]
    public void Numbers_have_their_value_and_their_text(string text, double value)
    {
        var number = Assert.IsType<Number>(Parsing.Expression(text));
        Assert.Equal(value, number.Value);
        Assert.Equal(text, number.Text);
    }

    [Fact]
    public void Numbers_are_read_alike_in_every_culture()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("de-DE");
        try
        {
            Assert.Equal(0.999, Assert.IsType<Number>(Parsing.Expression("0.999")).Value);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }
}
