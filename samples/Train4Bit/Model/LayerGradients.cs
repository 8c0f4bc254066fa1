using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>Gradients of what a layer computes inside; the layers of a model take turns at them.</summary>
/// <param name="shape">The model.</param>
/// <param name="rows">Tokens of a batch.</param>
public sealed class LayerGradients<T>(ModelShape shape, int rows)
    where T : unmanaged
{
    /// <summary>Of what a norm gives.</summary>
    public Matrix<T> Normal { get; } = new(rows, shape.Width);

    /// <summary>Of queries.</summary>
    public Matrix<T> Query { get; } = new(rows, shape.Width);

    /// <summary>Of keys.</summary>
    public Matrix<T> Key { get; } = new(rows, shape.Width);

    /// <summary>Of values.</summary>
    public Matrix<T> Value { get; } = new(rows, shape.Width);

    /// <summary>Of the heads' outputs.</summary>
    public Matrix<T> Heads { get; } = new(rows, shape.Width);

    /// <summary>Of the gate.</summary>
    public Matrix<T> Gate { get; } = new(rows, shape.HiddenWidth);

    /// <summary>Of what the gate lets through.</summary>
    public Matrix<T> Up { get; } = new(rows, shape.HiddenWidth);

    /// <summary>Of their product.</summary>
    public Matrix<T> Hidden { get; } = new(rows, shape.HiddenWidth);
}
