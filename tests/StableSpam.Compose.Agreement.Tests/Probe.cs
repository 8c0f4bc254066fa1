using System.Text.Json;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>A small problem whose outcome decides one corner of the rule language.</summary>
internal sealed class Probe
{
    private readonly JsonElement _root;

    private Probe(string name, JsonElement root)
    {
        Name = name;
        _root = root;
    }

    /// <summary>All of them but the list of mistakes.</summary>
    public static IReadOnlyList<string> Supported { get; } =
    [
        "after_apply", "blocks", "group", "initial_w", "late", "nested", "restart", "schedule", "skip", "tensor_lr", "twice", "uses", "vector_rows",
    ];

    public string Name { get; }

    public string OptimizerText => _root.GetProperty("recipe").GetProperty("optimizer").GetString()!;

    public IEnumerable<string> TransformTexts => _root.GetProperty("recipe").GetProperty("transforms").EnumerateArray().Select(text => text.GetString()!);

    public IEnumerable<(string Name, long[] Shape, long BlockLength, float[] Initial)> Tensors =>
        Problem.GetProperty("shapes").EnumerateObject().Select(shape => (
            shape.Name,
            shape.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray(),
            Problem.GetProperty("block_lengths").TryGetProperty(shape.Name, out JsonElement length) ? length.GetInt64() : 0,
            Numbers(Problem.GetProperty("init").GetProperty(shape.Name))));

    /// <summary>The param groups that join before a call, each with settings of its own; a tensor that joins late is one alone.</summary>
    public IEnumerable<(string[] Tensors, Dictionary<string, double> Settings)> GroupsBefore(int call)
    {
        JsonElement late = Problem.GetProperty("joins_before_call");
        return call == 1
            ? Problem.GetProperty("groups").EnumerateArray().Select(group => (
                group.GetProperty("parameters").EnumerateArray().Select(name => name.GetString()!).ToArray(),
                SettingsWith(group.EnumerateObject().Where(setting => setting.Name != "parameters"))))
            : late.EnumerateObject().Where(tensor => tensor.Value.GetInt32() == call)
                .Select(tensor => (new[] { tensor.Name }, SettingsWith([])));
    }

    /// <summary>The gradients of each call; a tensor that a call leaves out has none there.</summary>
    public IReadOnlyList<Dictionary<string, float[]>> Calls =>
        [.. Problem.GetProperty("grads").EnumerateArray()
            .Select(call => call.EnumerateObject().ToDictionary(tensor => tensor.Name, tensor => Numbers(tensor.Value)))];

    public IEnumerable<(string Tensor, double[] Values)> ExpectedAfter(int call) =>
        _root.GetProperty("expected").GetProperty(call.ToString()).EnumerateObject()
            .Select(tensor => (tensor.Name, tensor.Value.EnumerateArray().Select(value => value.GetDouble()).ToArray()));

    public static Probe Read(string name) => new(name, JsonDocument.Parse(File.ReadAllText(TestData.Probe(name))).RootElement);

    private JsonElement Problem => _root.GetProperty("problem");

    private Dictionary<string, double> SettingsWith(IEnumerable<JsonProperty> own)
    {
        Dictionary<string, double> settings = _root.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetDouble());
        foreach (JsonProperty setting in own) settings[setting.Name] = setting.Value.GetDouble();
        return settings;
    }

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(Number)];

    // JSON has no number for what is none.
    private static float Number(JsonElement value) => value.ValueKind != JsonValueKind.String ? value.GetSingle() : value.GetString() switch
    {
        "nan" => float.NaN,
        "inf" => float.PositiveInfinity,
        "-inf" => float.NegativeInfinity,
        var other => throw new FormatException($"'{other}' is no number."),
    };
}
