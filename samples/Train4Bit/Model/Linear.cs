using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>
/// y = x Q(W)^T, with W [outputs, inputs]. The gradient goes straight through the rounding Q: dx = dy Q(W), and dW = dy^T x
/// belongs to W as it was before.
/// </summary>
public sealed class Linear<T>
    where T : unmanaged
{
    private readonly Workers _workers;
    private readonly MatrixProduct<T> _product;
    private readonly Parameter<T> _weight;
    private readonly IFakeQuantiser<T>? _quantiser;
    private readonly Matrix<T> _rounded;

    /// <summary>Makes a layer.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="product">What multiplies.</param>
    /// <param name="weight">W.</param>
    /// <param name="quantiser">Q; <see langword="null"/> rounds nothing.</param>
    public Linear(Workers workers, MatrixProduct<T> product, Parameter<T> weight, IFakeQuantiser<T>? quantiser)
    {
        _workers = workers;
        _product = product;
        _weight = weight;
        _quantiser = quantiser;
        _rounded = quantiser is null ? weight.Value : new Matrix<T>(weight.Value.Rows, weight.Value.Columns);
    }

    /// <summary>Computes the outputs of the first rows, or adds them to what is there.</summary>
    /// <param name="x">The inputs, rounded already.</param>
    /// <param name="rows">How many.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public void Forward(Matrix<T> x, int rows, Matrix<T> y, bool add = false)
    {
        if (_quantiser is not null)
            LinearQuantisation<T>.Quantise(_workers, _quantiser, _weight.Value.Memory, _rounded.Memory);
        _product.Multiply(x.First(rows), _rounded.Transposed, y.First(rows), add);
    }

    /// <summary>Sets the weight's gradient, and the inputs' or adds it to what is there.</summary>
    /// <param name="x">The inputs, as they were given to <see cref="Forward"/>.</param>
    /// <param name="rows">How many.</param>
    /// <param name="dy">The gradient of the outputs.</param>
    /// <param name="dx">The gradient of the inputs.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public void Backward(Matrix<T> x, int rows, Matrix<T> dy, Matrix<T> dx, bool add = false)
    {
        _product.Multiply(dy.First(rows).Transposed, x.First(rows), _weight.Gradient.View);
        _product.Multiply(dy.First(rows), _rounded.View, dx.First(rows), add);
    }
}
