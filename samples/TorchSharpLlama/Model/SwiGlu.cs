using StableSpamCompose.TorchSharpLlama.Quantisation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>The feed-forward layer of LLaMA: down(silu(gate(x)) * up(x)).</summary>
internal sealed class SwiGlu : nn.Module<Tensor, Tensor>
{
    private readonly QuantisedLinear gate;
    private readonly QuantisedLinear up;
    private readonly QuantisedLinear down;

    public SwiGlu(ModelShape shape, Precision precision)
        : base(nameof(SwiGlu))
    {
        gate = new QuantisedLinear(shape.Width, shape.Hidden, precision);
        up = new QuantisedLinear(shape.Width, shape.Hidden, precision);
        down = new QuantisedLinear(shape.Hidden, shape.Width, precision);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => down.forward(nn.functional.silu(gate.forward(input)) * up.forward(input));
}
