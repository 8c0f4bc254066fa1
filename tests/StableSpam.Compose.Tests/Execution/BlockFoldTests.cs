using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Execution;

/// <summary>Folds of blocks, one by one or two in turns, against the order of sums written out as loops.</summary>
public sealed class BlockFoldTests
{
    // Blocks that fill vectors and tiles and chunks and that do not; few, many, odd and even, the last one short or not.
    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(130)]
    [InlineData(512)]
    [InlineData(1376)]
    [InlineData(4096)]
    [InlineData(9000)]
    public void Every_block_folds_like_a_tensor_of_its_own(int blockLength)
    {
        foreach (int blocks in new[] { 1, 2, 3, 17 })
        {
            foreach (int missing in new[] { 0, 3 })
                Check(blockLength, (blocks * blockLength) - Math.Min(missing, blockLength - 1));
        }
    }

    [Fact]
    public void Blocks_of_a_large_tensor_are_spread() => Check(blockLength: 1024, length: 300 * 1024);

    private static void Check(int blockLength, int length)
    {
        var random = new Random(length);
        float[] data = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-1, 2)))];
        float[][] blocks = [.. data.Chunk(blockLength)];
        float[] squares = [.. blocks.Select(block => (float)SlowFold.SumOfSquares(block))];
        float[] largest = [.. blocks.Select(block => (float)SlowFold.Largest(block))];
        float[] magnitudes = [.. blocks.Select(block => (float)SlowFold.Largest([.. block.Select(Math.Abs)]))];
        foreach (int laneCount in new[] { 1, 4, 8, 16 })
        {
            foreach (int threads in new[] { 1, 3 })
            {
                BlockFoldProgram.Totals totals = BlockFoldProgram.Run(data, blockLength, laneCount, threads);
                Assert.Equal(squares, totals.SumsOfSquares);
                Assert.Equal(largest, totals.Largest);
                Assert.Equal(magnitudes, totals.Magnitudes);
            }
        }
    }
}
