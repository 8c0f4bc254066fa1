using StableSpamCompose.TorchSharpLlama.Quantisation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>A LLaMA over bytes, whose linear layers compute in a few bits; embedding and head stay in fp32.</summary>
internal sealed class Llama : nn.Module<Tensor, Tensor>
{
    private const double InitialDeviation = 0.02;

    private readonly Parameter embedding;
    private readonly ModuleList<TransformerLayer> layers;
    private readonly RmsNorm norm;
    private readonly Parameter head;

    public Llama(ModelShape shape, Precision precision, Device device)
        : base(nameof(Llama))
    {
        var rotary = new RotaryEncoding(shape.Context, shape.Width / shape.Heads, device);
        embedding = new Parameter(randn([ModelShape.Vocabulary, shape.Width]) * InitialDeviation);
        layers = new ModuleList<TransformerLayer>([.. Enumerable.Range(0, shape.Layers).Select(_ => new TransformerLayer(shape, precision, rotary))]);
        norm = new RmsNorm(shape.Width);
        head = new Parameter(randn([ModelShape.Vocabulary, shape.Width]) * InitialDeviation);
        RegisterComponents();
    }

    /// <summary>The logits of the next byte: [batch, positions, bytes] for tokens [batch, positions].</summary>
    public override Tensor forward(Tensor input)
    {
        Tensor x = embedding.index_select(0, input.reshape(-1)).reshape(input.shape[0], input.shape[1], -1);
        foreach (TransformerLayer layer in layers)
            x = layer.forward(x);
        return nn.functional.linear(norm.forward(x), head);
    }
}
