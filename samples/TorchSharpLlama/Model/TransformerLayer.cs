using StableSpamCompose.TorchSharpLlama.Quantisation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>Attention and feed-forward, each on a normalised input and added to it.</summary>
internal sealed class TransformerLayer : nn.Module<Tensor, Tensor>
{
    private readonly RmsNorm attention_norm;
    private readonly CausalAttention attention;
    private readonly RmsNorm feed_forward_norm;
    private readonly SwiGlu feed_forward;

    public TransformerLayer(ModelShape shape, Precision precision, RotaryEncoding rotary)
        : base(nameof(TransformerLayer))
    {
        attention_norm = new RmsNorm(shape.Width);
        attention = new CausalAttention(shape, precision, rotary);
        feed_forward_norm = new RmsNorm(shape.Width);
        feed_forward = new SwiGlu(shape, precision);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor attended = input + attention.forward(attention_norm.forward(input));
        return attended + feed_forward.forward(feed_forward_norm.forward(attended));
    }
}
