using System.Text.Json;
using StableSpamCompose.Bench.CommandLine;

namespace StableSpamCompose.Bench.Tests;

/// <summary>What the benchmark prints and writes; how fast anything is is nothing to assert.</summary>
public class BenchCommandTests
{
    [Fact]
    public void Rows_are_printed_and_written_with_what_the_plan_moves()
    {
        string file = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}", "rows.json");
        (int code, string output, string errors) = Run(
            "--model", "small-10000", "--optimizer", "AdamW,StableSpam", "--storage", "fp32,bf16", "--rounds", "1", "--threads", "1", "--json", file);

        Assert.Equal((BenchCommand.Finished, ""), (code, errors));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement[] rows = [.. json.RootElement.GetProperty("rows").EnumerateArray()];
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        // A guess that holds saves Stable-SPAM's second pass; bf16 halves parameter and gradient and leaves the states alone.
        Assert.Equal(
            [("AdamW", "small-10000", 28), ("StableSpam", "small-10000", 32), ("AdamW", "small-10000 bf16", 22), ("StableSpam", "small-10000 bf16", 24)],
            rows.Select(row => (row.GetProperty("optimizer").GetString(), row.GetProperty("model").GetString(), row.GetProperty("bytes_per_element").GetInt32())));
        foreach (JsonElement row in rows)
        {
            Assert.Equal(
                ["optimizer", "model", "milliseconds", "bytes_per_element", "gb_per_s", "ratio_to_bandwidth"],
                row.EnumerateObject().Select(property => property.Name));
            double bytes = row.GetProperty("bytes_per_element").GetDouble() * 1_000_000;
            Assert.Equal(bytes / row.GetProperty("milliseconds").GetDouble() / 1e6, row.GetProperty("gb_per_s").GetDouble(), precision: 9);
            Assert.True(row.GetProperty("ratio_to_bandwidth").GetDouble() > 0);
        }
        Assert.Equal(4, output.Split('\n').Count(line => line.StartsWith("| AdamW |", StringComparison.Ordinal) || line.StartsWith("| StableSpam |", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--optimizer", "StableSpan", "StableSpam")]
    [InlineData("--model", "llama-7b", "llama-60m")]
    [InlineData("--storage", "fp8", "bf16")]
    [InlineData("--rounds", "0", "1 to")]
    [InlineData("--threads", "many", "1 to")]
    [InlineData("--peer", "jax", "torch")]
    public void A_mistake_is_said_in_a_line_that_says_what_there_is(string option, string value, string expected)
    {
        (int code, string output, string errors) = Run(option, value);

        Assert.Equal((BenchCommand.Mistaken, ""), (code, output));
        Assert.StartsWith($"{option} {value}: ", errors);
        Assert.Contains(expected, errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        return (BenchCommand.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }
}
