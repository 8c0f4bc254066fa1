using System.Text.Json;
using System.Text.Json.Serialization;
using StableSpamCompose.Bench.Measuring;

namespace StableSpamCompose.Bench.Reporting;

/// <summary>The rows as JSON.</summary>
internal static class JsonRows
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true,
    };

    /// <summary>Writes <c>{ "rows": [ .. ] }</c>.</summary>
    public static void Write(string file, IEnumerable<Measurement> rows)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(file, JsonSerializer.Serialize(new { rows = rows.Select(Row.Of) }, Format) + "\n");
    }

    /// <summary>One line of the table.</summary>
    /// <param name="RatioToBandwidth">1.0 is the time that the in-place bandwidth of the same run allows for the plan's bytes.</param>
    private sealed record Row(
        string Optimizer, string Model, double Milliseconds, double? BytesPerElement,
        [property: JsonPropertyName("gb_per_s")] double? GigabytesPerSecond, double? RatioToBandwidth)
    {
        public static Row Of(Measurement row) =>
            new(row.Optimizer, row.Model, row.Seconds.Median * 1e3, row.BytesPerElement, row.GigabytesPerSecond, row.RatioToBandwidth);
    }
}
