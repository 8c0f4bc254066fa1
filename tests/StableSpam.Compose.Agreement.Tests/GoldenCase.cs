using System.Text.Json;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>A recorded case and the optimizer of the library that it is compared with.</summary>
public sealed record GoldenCase(string Case, string Optimizer, Dictionary<string, double> Settings)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<GoldenCase> All { get; } =
        JsonSerializer.Deserialize<GoldenCase[]>(File.ReadAllText(TestData.Golden("cases.json")), Options)!;

    public override string ToString() => Case;
}
