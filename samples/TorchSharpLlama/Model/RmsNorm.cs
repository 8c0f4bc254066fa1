using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>Divides each position by its root mean square and scales every component.</summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private const float Epsilon = 1e-6f;

    private readonly Parameter weight;

    public RmsNorm(long width)
        : base(nameof(RmsNorm))
    {
        weight = new Parameter(ones([width]));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input * (input.square().mean([-1L], keepdim: true) + Epsilon).rsqrt() * weight;
}
