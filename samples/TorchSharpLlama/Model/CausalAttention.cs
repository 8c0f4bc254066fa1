using StableSpamCompose.TorchSharpLlama.Quantisation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>Attention of every position to those before it.</summary>
internal sealed class CausalAttention : nn.Module<Tensor, Tensor>
{
    private readonly QuantisedLinear query;
    private readonly QuantisedLinear key;
    private readonly QuantisedLinear value;
    private readonly QuantisedLinear output;
    private readonly ModelShape _shape;
    private readonly RotaryEncoding _rotary;

    public CausalAttention(ModelShape shape, Precision precision, RotaryEncoding rotary)
        : base(nameof(CausalAttention))
    {
        query = new QuantisedLinear(shape.Width, shape.Width, precision);
        key = new QuantisedLinear(shape.Width, shape.Width, precision);
        value = new QuantisedLinear(shape.Width, shape.Width, precision);
        output = new QuantisedLinear(shape.Width, shape.Width, precision);
        _shape = shape;
        _rotary = rotary;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        long batch = input.shape[0];
        Tensor mixed = nn.functional.scaled_dot_product_attention(
            _rotary.Apply(Heads(query.forward(input))), _rotary.Apply(Heads(key.forward(input))), Heads(value.forward(input)), is_casual: true);
        return output.forward(mixed.transpose(1, 2).reshape(batch, _shape.Context, _shape.Width));

        Tensor Heads(Tensor x) => x.reshape(batch, _shape.Context, _shape.Heads, _shape.Width / _shape.Heads).transpose(1, 2);
    }
}
