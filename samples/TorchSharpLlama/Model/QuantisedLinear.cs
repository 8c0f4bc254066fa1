using StableSpamCompose.TorchSharpLlama.Quantisation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>A linear layer without bias, whose weight and input are rounded to a few bits before they are multiplied.</summary>
internal sealed class QuantisedLinear : nn.Module<Tensor, Tensor>
{
    private const double InitialDeviation = 0.02;

    private readonly Parameter weight;
    private readonly Precision _precision;

    public QuantisedLinear(long inputs, long outputs, Precision precision)
        : base(nameof(QuantisedLinear))
    {
        weight = new Parameter(randn([outputs, inputs]) * InitialDeviation);
        _precision = precision;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => nn.functional.linear(
        FakeQuantisation.Apply(_precision.Activations, input), FakeQuantisation.Apply(_precision.Weights, weight));
}
