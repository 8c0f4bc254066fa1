namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>What the linear layers compute with; the weights that are trained stay in fp32.</summary>
/// <param name="Weights">For weights; null leaves them.</param>
/// <param name="Activations">For inputs; null leaves them.</param>
public sealed record Precision(IFakeQuantiser? Weights, IFakeQuantiser? Activations)
{
    /// <summary>The precision of a name: fp32, fp4 or int4.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Precision Named(string name) => name switch
    {
        "fp32" => new Precision(null, null),
        "fp4" => new Precision(new Fp4(), new Fp4()),
        "int4" => new Precision(new Int4Weights(), new Int4Activations()),
        _ => throw new ArgumentException($"There is no precision '{name}': take fp32, fp4 or int4.", nameof(name)),
    };
}
