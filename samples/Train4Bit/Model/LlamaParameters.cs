namespace StableSpamCompose.Train4Bit.Model;

/// <summary>The parameters of a layer. Matrices are [outputs, inputs].</summary>
public sealed class LayerParameters<T>
    where T : unmanaged
{
    /// <summary>Makes the parameters of layer <paramref name="layer"/>, all zero.</summary>
    public LayerParameters(ModelShape shape, int layer)
    {
        int d = shape.Width, f = shape.HiddenWidth;
        Query = new($"{layer}.q", d, d);
        Key = new($"{layer}.k", d, d);
        Value = new($"{layer}.v", d, d);
        Output = new($"{layer}.o", d, d);
        Gate = new($"{layer}.gate", f, d);
        Up = new($"{layer}.up", f, d);
        Down = new($"{layer}.down", d, f);
        AttentionNorm = new($"{layer}.norm1", 1, d, isVector: true);
        FeedForwardNorm = new($"{layer}.norm2", 1, d, isVector: true);
    }

    /// <summary>What queries are made by.</summary>
    public Parameter<T> Query { get; }

    /// <summary>What keys are made by.</summary>
    public Parameter<T> Key { get; }

    /// <summary>What values are made by.</summary>
    public Parameter<T> Value { get; }

    /// <summary>What the heads are put together by.</summary>
    public Parameter<T> Output { get; }

    /// <summary>The gate of the SwiGLU.</summary>
    public Parameter<T> Gate { get; }

    /// <summary>What the gate lets through.</summary>
    public Parameter<T> Up { get; }

    /// <summary>Back to the model's width.</summary>
    public Parameter<T> Down { get; }

    /// <summary>The norm before attention.</summary>
    public Parameter<T> AttentionNorm { get; }

    /// <summary>The norm before the SwiGLU.</summary>
    public Parameter<T> FeedForwardNorm { get; }

    /// <summary>All, in the order in which they are stored.</summary>
    public IEnumerable<Parameter<T>> All => [Query, Key, Value, Output, Gate, Up, Down, AttentionNorm, FeedForwardNorm];
}

/// <summary>The parameters of a model.</summary>
public sealed class LlamaParameters<T>
    where T : unmanaged
{
    /// <summary>Makes the parameters of a model, all zero.</summary>
    public LlamaParameters(ModelShape shape)
    {
        Embedding = new("embed", shape.Vocabulary, shape.Width);
        Layers = [.. Enumerable.Range(0, shape.Layers).Select(layer => new LayerParameters<T>(shape, layer))];
        Norm = new("norm", 1, shape.Width, isVector: true);
        Head = new("head", shape.Vocabulary, shape.Width);
        All = [Embedding, .. Layers.SelectMany(layer => layer.All), Norm, Head];
    }

    /// <summary>A row for each token.</summary>
    public Parameter<T> Embedding { get; }

    /// <summary>The layers.</summary>
    public IReadOnlyList<LayerParameters<T>> Layers { get; }

    /// <summary>The norm before the head.</summary>
    public Parameter<T> Norm { get; }

    /// <summary>What logits are made by; not the embedding.</summary>
    public Parameter<T> Head { get; }

    /// <summary>All, in the order in which they are stored.</summary>
    public IReadOnlyList<Parameter<T>> All { get; }
}
