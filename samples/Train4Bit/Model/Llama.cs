using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>
/// A LLaMA (Touvron et al., arXiv:2302.13971) with its loss and the gradient of it: RMSNorm, rotary attention, SwiGLU,
/// an embedding and a head of its own, no biases. The linear layers of attention and SwiGLU are rounded; embedding, head
/// and norms are not.
/// </summary>
public sealed class Llama<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _samples;
    private readonly MatrixProduct<T> _product;
    private readonly Embedding<T> _embedding;
    private readonly TransformerLayer<T>[] _layers;
    private readonly RmsNorm<T> _norm;
    private readonly Linear<T> _head;
    private readonly CrossEntropy<T> _loss;
    /// <summary>The inputs of the layers; the last is that of the norm.</summary>
    private readonly Matrix<T>[] _inputs;
    private readonly Matrix<T> _normal, _logits, _gradient, _normalGradient;

    /// <summary>Makes a model whose parameters are zero.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="quantisation">How linear layers round.</param>
    /// <param name="samples">Samples of a batch, at most.</param>
    /// <param name="context">Tokens of a sample.</param>
    public Llama(Workers workers, ModelShape shape, LinearQuantisation<T> quantisation, int samples, int context)
    {
        Shape = shape;
        Context = context;
        Parameters = new LlamaParameters<T>(shape);
        _samples = samples;
        int rows = checked(samples * context);
        _product = new MatrixProduct<T>(workers);
        _embedding = new Embedding<T>(workers, Parameters.Embedding);
        var rotary = new RotaryEncoding<T>(workers, context, shape.HeadWidth);
        var gradients = new LayerGradients<T>(shape, rows);
        _layers =
        [
            .. Parameters.Layers.Select(
                parameters => new TransformerLayer<T>(
                    workers, _product, shape, parameters, quantisation, rotary, gradients, samples, context)),
        ];
        _norm = new RmsNorm<T>(workers, Parameters.Norm, rows);
        _head = new Linear<T>(workers, _product, Parameters.Head, quantiser: null);
        _loss = new CrossEntropy<T>(workers, rows);
        _inputs = [.. Enumerable.Range(0, shape.Layers + 1).Select(_ => new Matrix<T>(rows, shape.Width))];
        (_normal, _gradient, _normalGradient) = (new(rows, shape.Width), new(rows, shape.Width), new(rows, shape.Width));
        _logits = new Matrix<T>(rows, shape.Vocabulary);
    }

    /// <summary>The sizes.</summary>
    public ModelShape Shape { get; }

    /// <summary>Tokens of a sample.</summary>
    public int Context { get; }

    /// <summary>What is learned.</summary>
    public LlamaParameters<T> Parameters { get; }

    /// <summary>The mean loss of predicting <paramref name="targets"/>, in nats a token.</summary>
    /// <param name="tokens">Samples of <see cref="Context"/> tokens one after the other, at most as many as the model is made for.</param>
    /// <param name="targets">The token that follows each.</param>
    public double Loss(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets)
    {
        int samples = Samples(tokens, targets);
        _embedding.Forward(tokens, _inputs[0]);
        for (int layer = 0; layer < _layers.Length; layer++)
            _layers[layer].Forward(_inputs[layer], samples, _inputs[layer + 1]);
        _norm.Forward(_inputs[^1], tokens.Length, _normal);
        _head.Forward(_normal, tokens.Length, _logits);
        return _loss.Compute(_logits, targets);
    }

    /// <summary>The loss as <see cref="Loss"/> gives it; its gradient is left in the parameters.</summary>
    public double LossAndGradient(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets)
    {
        double loss = Loss(tokens, targets);
        int samples = Samples(tokens, targets);
        _head.Backward(_normal, tokens.Length, _logits, _normalGradient);
        _gradient.Span.Clear();
        _norm.Backward(_inputs[^1], tokens.Length, _normalGradient, _gradient);
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
            _layers[layer].Backward(_inputs[layer], samples, _gradient);
        _embedding.Backward(tokens, _gradient);
        return loss;
    }

    /// <summary>Frees what products work in.</summary>
    public void Dispose()
    {
        _product.Dispose();
        foreach (TransformerLayer<T> layer in _layers)
            layer.Dispose();
    }

    private int Samples(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets)
    {
        if (tokens.Length != targets.Length)
            throw new ArgumentException($"There are {tokens.Length} tokens and {targets.Length} targets.", nameof(targets));
        if (tokens.Length == 0 || tokens.Length % Context != 0 || tokens.Length > _samples * Context)
        {
            throw new ArgumentException(
                $"The model takes 1 to {_samples} samples of {Context} tokens, and {tokens.Length} tokens are given.", nameof(tokens));
        }
        return tokens.Length / Context;
    }
}
