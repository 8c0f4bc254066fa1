using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>What memory the state of a parameter takes, as it was allocated.</summary>
public class StateBytesTests
{
    private const int CacheLine = 64;

    [Theory]
    [InlineData("Adafactor", 300 + 200)]
    [InlineData("AdafactorRelative", 300 + 200)]
    [InlineData("SM3", 300 + 200)]
    [InlineData("AdamMini", (300 * 200) + 300)]
    [InlineData("Lion", 300 * 200)]
    [InlineData("AdamW", 2 * 300 * 200)]
    public void A_matrix_of_300_rows_keeps_as_many_numbers(string name, int numbers)
    {
        using var parameter = new ArrayParameter("w", new float[300 * 200], new float[300 * 200], [300, 200]);
        using ArrayOptimizer optimizer = OptimizerLibrary.Create(name, [parameter], new Dictionary<string, double>());

        StateView state = optimizer.State("w");
        Assert.Equal(numbers, state.Where(entry => entry.Scope > StateScope.Tensor).Sum(entry => entry.Count));
        Assert.InRange(state.Bytes, 4L * numbers, (4L * numbers) + (CacheLine * (state.Count + 1L)));
    }

    [Fact]
    public void Blocks_of_a_given_length_have_one_second_moment_each()
    {
        using var parameter = new ArrayParameter("q", new float[64 * 64], new float[64 * 64], [64, 64], blockLength: 16 * 64);
        using ArrayOptimizer optimizer = OptimizerLibrary.Create("AdamMini", [parameter], new Dictionary<string, double>());
        Assert.Equal([4, 64 * 64], optimizer.State("q").Where(entry => entry.Scope > StateScope.Tensor).Select(entry => entry.Count).Order());
    }
}
