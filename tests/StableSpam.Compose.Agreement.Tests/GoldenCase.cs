using System.Text.Json;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>A recorded case and the optimizer of the library that it is compared with.</summary>
/// <param name="Case">Its name; before a slash, the folder that its problem is in.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Settings">Learning rate (<c>lr</c>) and hyperparameters.</param>
public sealed record GoldenCase(string Case, string Optimizer, Dictionary<string, double> Settings)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<GoldenCase> All { get; } =
        JsonSerializer.Deserialize<GoldenCase[]>(File.ReadAllText(TestData.Golden("cases.json")), Options)!;

    /// <summary>Pattern of tensors' names to the length of their blocks.</summary>
    public Dictionary<string, long> Blocks { get; init; } = [];

    /// <summary>Pattern of tensors' names to what is set for them alone.</summary>
    public Dictionary<string, Dictionary<string, double>> Groups { get; init; } = [];

    public override string ToString() => Case;
}
