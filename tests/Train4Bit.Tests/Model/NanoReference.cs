using System.Runtime.InteropServices;
using System.Text.Json;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Tests.Model;

/// <summary>An independent run of a small model in PyTorch: <c>Data/nano/README.md</c> has its equations.</summary>
internal sealed class NanoReference
{
    public const int Samples = 4;
    public const int Context = 64;
    public const int Group = 64;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "nano");

    private readonly JsonElement _root;

    public NanoReference()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "reference.json")));
        _root = document.RootElement.Clone();
    }

    public static ModelShape Shape { get; } = new("xs", 64, 192, Layers: 2, Heads: 2);

    /// <summary>Copies the initial parameters into a model.</summary>
    public static void SetInitial(LlamaParameters<float> parameters)
    {
        ReadOnlySpan<float> numbers = Numbers("params_initial.f32");
        foreach (Parameter<float> parameter in parameters.All)
        {
            numbers[..parameter.Value.Count].CopyTo(parameter.Value.Span);
            numbers = numbers[parameter.Value.Count..];
        }
        Assert.Equal(0, numbers.Length);
    }

    /// <summary>The gradient of the first step, all tensors one after the other.</summary>
    public static float[] Gradient(string precision) => Numbers($"grad_step0_{precision}.f32");

    /// <summary>Numbers of the file of worked values.</summary>
    public static float[] QuantiserVector(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "quantiser_vectors.json")));
        return [.. document.RootElement.GetProperty(name).EnumerateArray().Select(number => number.GetSingle())];
    }

    /// <summary>The tokens and targets of a step.</summary>
    public (int[] Tokens, int[] Targets) Batch(ReadOnlySpan<byte> text, int step)
    {
        var tokens = new List<int>();
        var targets = new List<int>();
        foreach (JsonElement offset in _root.GetProperty("batch_offsets")[step].EnumerateArray())
        {
            ReadOnlySpan<byte> sample = text.Slice(offset.GetInt32(), Context + 1);
            for (int i = 0; i < Context; i++)
            {
                tokens.Add(sample[i]);
                targets.Add(sample[i + 1]);
            }
        }
        return ([.. tokens], [.. targets]);
    }

    /// <summary>A recorded run.</summary>
    public (double[] Loss, double[] GradientNorm, Dictionary<string, double> FirstNorms, Dictionary<string, double> FinalNorms) Run(
        string precision, string optimizer, string type)
    {
        JsonElement run = _root.GetProperty("runs").EnumerateArray().Single(run =>
            run.GetProperty("precision").GetString() == precision
            && run.GetProperty("optimizer").GetString() == optimizer
            && run.GetProperty("dtype").GetString() == type);
        return (Doubles("loss"), Doubles("gradient_norm"), Norms("gradient_norm_per_tensor_step0"), Norms("parameter_norm_per_tensor_after"));

        double[] Doubles(string name) => [.. run.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

        Dictionary<string, double> Norms(string name) =>
            run.GetProperty(name).EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetDouble());
    }

    private static float[] Numbers(string file) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(Folder, file))).ToArray();
}
