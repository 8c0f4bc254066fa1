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

    /// <summary>The probes that need nothing beyond step, tensor and element scope.</summary>
    public static IReadOnlyList<string> Supported { get; } =
        ["after_apply", "initial_w", "late", "restart", "schedule", "tensor_lr", "twice", "uses"];

    public string Name { get; }

    public string OptimizerText => _root.GetProperty("recipe").GetProperty("optimizer").GetString()!;

    public IEnumerable<string> TransformTexts => _root.GetProperty("recipe").GetProperty("transforms").EnumerateArray().Select(text => text.GetString()!);

    public Dictionary<string, double> Settings => _root.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetDouble());

    public IEnumerable<(string Name, long[] Shape, float[] Initial, int JoinsBeforeCall)> Tensors
    {
        get
        {
            JsonElement problem = _root.GetProperty("problem");
            foreach (JsonProperty shape in problem.GetProperty("shapes").EnumerateObject())
            {
                int joins = problem.GetProperty("joins_before_call").TryGetProperty(shape.Name, out JsonElement call) ? call.GetInt32() : 1;
                yield return (
                    shape.Name,
                    [.. shape.Value.EnumerateArray().Select(size => size.GetInt64())],
                    Numbers(problem.GetProperty("init").GetProperty(shape.Name)),
                    joins);
            }
        }
    }

    /// <summary>The gradients of each call; a tensor that a call leaves out has none there.</summary>
    public IReadOnlyList<Dictionary<string, float[]>> Calls =>
        [.. _root.GetProperty("problem").GetProperty("grads").EnumerateArray()
            .Select(call => call.EnumerateObject().ToDictionary(tensor => tensor.Name, tensor => Numbers(tensor.Value)))];

    public IEnumerable<(string Tensor, double[] Values)> ExpectedAfter(int call) =>
        _root.GetProperty("expected").GetProperty(call.ToString()).EnumerateObject()
            .Select(tensor => (tensor.Name, tensor.Value.EnumerateArray().Select(value => value.GetDouble()).ToArray()));

    public static Probe Read(string name) => new(name, JsonDocument.Parse(File.ReadAllText(TestData.Probe(name))).RootElement);

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];
}
