using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>
/// A layer of a LLaMA: m = x + attention(norm(x)) Wo^T, y = m + swiglu(norm(m)) Wdown^T. The inputs of its linear layers are
/// rounded where they are made, so that the input of queries, keys and values is rounded once.
/// </summary>
public sealed class TransformerLayer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Workers _workers;
    private readonly int _context;
    private readonly LinearQuantisation<T> _quantisation;
    private readonly RotaryEncoding<T> _rotary;
    private readonly LayerGradients<T> _gradients;
    private readonly RmsNorm<T> _attentionNorm, _feedForwardNorm;
    private readonly Linear<T> _query, _key, _value, _output, _gate, _up, _down;
    private readonly CausalAttention<T> _attention;
    private readonly SwiGlu<T> _swiGlu;
    private readonly Matrix<T> _attentionInput, _q, _k, _v, _heads, _middle, _feedForwardInput, _gated, _raised, _hidden;

    /// <summary>Makes a layer for at most <paramref name="samples"/> samples of <paramref name="context"/> tokens.</summary>
    public TransformerLayer(
        Workers workers, MatrixProduct<T> product, ModelShape shape, LayerParameters<T> parameters, LinearQuantisation<T> quantisation,
        RotaryEncoding<T> rotary, LayerGradients<T> gradients, int samples, int context)
    {
        _workers = workers;
        _context = context;
        _quantisation = quantisation;
        _rotary = rotary;
        _gradients = gradients;
        int rows = checked(samples * context);
        _attentionNorm = new(workers, parameters.AttentionNorm, rows);
        _feedForwardNorm = new(workers, parameters.FeedForwardNorm, rows);
        _query = Linear(parameters.Query);
        _key = Linear(parameters.Key);
        _value = Linear(parameters.Value);
        _output = Linear(parameters.Output);
        _gate = Linear(parameters.Gate);
        _up = Linear(parameters.Up);
        _down = Linear(parameters.Down);
        _attention = new(workers, samples, context, shape.Heads, shape.HeadWidth);
        _swiGlu = new(workers);

        int d = shape.Width, f = shape.HiddenWidth;
        (_attentionInput, _q, _k, _v, _heads) = (new(rows, d), new(rows, d), new(rows, d), new(rows, d), new(rows, d));
        (_middle, _feedForwardInput) = (new(rows, d), new(rows, d));
        (_gated, _raised, _hidden) = (new(rows, f), new(rows, f), new(rows, f));

        Linear<T> Linear(Parameter<T> weight) => new(workers, product, weight, quantisation.Weights);
    }

    /// <summary>Computes the output of the first samples. <see cref="Backward"/> needs the input unchanged.</summary>
    public void Forward(Matrix<T> x, int samples, Matrix<T> y)
    {
        int rows = samples * _context;
        _attentionNorm.Forward(x, rows, _attentionInput);
        _quantisation.QuantiseInput(_workers, _attentionInput, rows);
        _query.Forward(_attentionInput, rows, _q);
        _key.Forward(_attentionInput, rows, _k);
        _value.Forward(_attentionInput, rows, _v);
        _rotary.Forward(_q, rows);
        _rotary.Forward(_k, rows);
        _attention.Forward(_q, _k, _v, samples, _heads);
        _quantisation.QuantiseInput(_workers, _heads, rows);
        x.Span.CopyTo(_middle.Span);
        _output.Forward(_heads, rows, _middle, add: true);

        _feedForwardNorm.Forward(_middle, rows, _feedForwardInput);
        _quantisation.QuantiseInput(_workers, _feedForwardInput, rows);
        _gate.Forward(_feedForwardInput, rows, _gated);
        _up.Forward(_feedForwardInput, rows, _raised);
        _swiGlu.Forward(_gated, _raised, rows, _hidden);
        _quantisation.QuantiseInput(_workers, _hidden, rows);
        _middle.Span.CopyTo(y.Span);
        _down.Forward(_hidden, rows, y, add: true);
    }

    /// <summary>Sets the gradients of the parameters.</summary>
    /// <param name="x">The input that <see cref="Forward"/> was given.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="gradient">The gradient of the output, which becomes that of the input.</param>
    public void Backward(Matrix<T> x, int samples, Matrix<T> gradient)
    {
        int rows = samples * _context;
        _down.Backward(_hidden, rows, gradient, _gradients.Hidden);
        _swiGlu.Backward(_gated, _raised, rows, _gradients.Hidden, _gradients.Gate, _gradients.Up);
        _gate.Backward(_feedForwardInput, rows, _gradients.Gate, _gradients.Normal);
        _up.Backward(_feedForwardInput, rows, _gradients.Up, _gradients.Normal, add: true);
        _feedForwardNorm.Backward(_middle, rows, _gradients.Normal, gradient);

        _output.Backward(_heads, rows, gradient, _gradients.Heads);
        _attention.Backward(_q, _k, _v, samples, _gradients.Heads, _gradients.Query, _gradients.Key, _gradients.Value);
        _rotary.Backward(_gradients.Query, rows);
        _rotary.Backward(_gradients.Key, rows);
        _query.Backward(_attentionInput, rows, _gradients.Query, _gradients.Normal);
        _key.Backward(_attentionInput, rows, _gradients.Key, _gradients.Normal, add: true);
        _value.Backward(_attentionInput, rows, _gradients.Value, _gradients.Normal, add: true);
        _attentionNorm.Backward(x, rows, _gradients.Normal, gradient);
    }

    /// <summary>Frees what products work in.</summary>
    public void Dispose() => _attention.Dispose();
}
