using System.Diagnostics;

namespace StableSpamCompose.Compiler.Tests.Emit;

/// <summary>Rules whose values are used so often that writing each of them out would never end, and rules that are merely long.</summary>
public class LargeRuleTests
{
    private const int StackOfAThread = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("s = norm((g + w)^2147483647)")]
    [InlineData("s = norm(numel^2147483647 * g)")]
    [InlineData("u = (g + w)^1073741823\ng = u / norm(u)")]
    [InlineData("s = norm((((g + w)^1000)^1000)^1000)")]
    public void A_large_power_is_a_short_text(string rule) => Assert.InRange(Emitted(rule).Length, 1000, 60_000);

    [Fact]
    public void A_value_that_doubles_in_every_statement_is_a_short_text()
    {
        string rule = string.Join('\n', Enumerable.Range(0, 60).Select(i => $"g = max(g + g, g * {i})").Append("s = norm(g)"));

        Assert.InRange(Emitted(rule).Length, 1000, 60_000);
    }

    [Fact]
    public void A_long_rule_is_compiled() =>
        Assert.Contains("X: x = x * 0.5 + g", Emitted(string.Join('\n', Enumerable.Repeat("x = x * 0.5 + g", 700).Prepend("x = w").Append("g = x"))));

    [Fact]
    public void A_long_sum_is_compiled() =>
        Assert.Contains("g + w + g", Emitted("g = " + string.Join(" + ", Enumerable.Range(0, 900).Select(i => i % 2 == 0 ? "g" : "w"))));

    // On a stack as small as that of an editor's threads.
    private static string Emitted(string rule)
    {
        string text = "";
        Exception? failure = null;
        var thread = new Thread(
            () => failure = Record.Exception(() => text = Recipes.Compile(Recipes.OfX, Recipes.Transform(rule, "state: { s: { per: tensor } }")).EmitForArrays("N")),
            StackOfAThread) { IsBackground = true };
        var watch = Stopwatch.StartNew();
        thread.Start();
        Assert.True(thread.Join(Patience), $"Not done after {watch.Elapsed}.");
        Assert.Null(failure);
        return text;
    }
}
