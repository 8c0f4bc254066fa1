using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>output = weight * x / sqrt(mean(x^2) + eps), for each row (Zhang and Sennrich, arXiv:1910.07467).</summary>
public sealed unsafe class RmsNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The epsilon of LLaMA and of the thesis.</summary>
    public const double Epsilon = 1e-6;

    /// <summary>Rows of an item. The weight's gradient is added up by items, so that its order does not depend on the threads.</summary>
    private const int RowsPerItem = 64;

    private readonly Workers _workers;
    private readonly Parameter<T> _weight;
    private readonly Matrix<T> _inverseRms;
    private readonly Matrix<T> _partialGradients;

    /// <summary>Makes a norm for at most <paramref name="rows"/> rows.</summary>
    public RmsNorm(Workers workers, Parameter<T> weight, int rows)
    {
        _workers = workers;
        _weight = weight;
        _inverseRms = new Matrix<T>(1, rows);
        _partialGradients = new Matrix<T>(Workers.Items(rows, RowsPerItem), weight.Value.Columns);
    }

    /// <summary>Normalises the rows of <paramref name="x"/>, which <see cref="Backward"/> needs unchanged.</summary>
    public void Forward(Matrix<T> x, int rows, Matrix<T> output) =>
        _workers.RunRows(rows, RowsPerItem, (first, end) =>
        {
            for (int row = first; row < end; row++)
                ForwardRow(x.Row(row), output.Row(row), _inverseRms.Pointer + row);
        });

    /// <summary>Adds the gradient of the input to <paramref name="inputGradient"/>, and sets the weight's.</summary>
    public void Backward(Matrix<T> x, int rows, Matrix<T> outputGradient, Matrix<T> inputGradient)
    {
        _workers.RunRows(rows, RowsPerItem, (first, end) =>
        {
            T* partial = _partialGradients.Row(first / RowsPerItem);
            new Span<T>(partial, x.Columns).Clear();
            for (int row = first; row < end; row++)
                BackwardRow(x.Row(row), outputGradient.Row(row), inputGradient.Row(row), partial, _inverseRms.Pointer[row]);
        });

        Span<T> gradient = _weight.Gradient.Span;
        gradient.Clear();
        for (int item = 0; item < Workers.Items(rows, RowsPerItem); item++)
        {
            T* partial = _partialGradients.Row(item);
            for (int column = 0; column < gradient.Length; column++)
                gradient[column] += partial[column];
        }
    }

    private void ForwardRow(T* x, T* output, T* inverseRms)
    {
        int width = _weight.Value.Columns;
        T* weight = _weight.Value.Pointer;
        T mean = Rows.Dot(x, x, width) / T.CreateChecked(width);
        T inverse = T.One / T.Sqrt(mean + T.CreateChecked(Epsilon));
        *inverseRms = inverse;
        var lanes = new Vector<T>(inverse);
        int i = 0;
        for (; i <= width - Vector<T>.Count; i += Vector<T>.Count)
            VectorMath.Store(VectorMath.Load(weight + i) * (VectorMath.Load(x + i) * lanes), output + i);
        for (; i < width; i++)
            output[i] = weight[i] * (x[i] * inverse);
    }

    /// <summary>With r = 1 / rms and n = x r: dx = r (w dy - n mean(w dy n)), dw = dy n.</summary>
    private void BackwardRow(T* x, T* dy, T* dx, T* dw, T inverse)
    {
        int width = _weight.Value.Columns;
        T* weight = _weight.Value.Pointer;
        T mean = Rows.Dot(x, dy, weight, width) * inverse / T.CreateChecked(width);
        var lanes = new Vector<T>(inverse);
        var means = new Vector<T>(mean);
        int i = 0;
        for (; i <= width - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> normal = VectorMath.Load(x + i) * lanes;
            Vector<T> gradient = VectorMath.Load(dy + i);
            VectorMath.Store(VectorMath.Load(dw + i) + (gradient * normal), dw + i);
            VectorMath.Store(VectorMath.Load(dx + i) + (lanes * ((VectorMath.Load(weight + i) * gradient) - (normal * means))), dx + i);
        }
        for (; i < width; i++)
        {
            T normal = x[i] * inverse;
            dw[i] += dy[i] * normal;
            dx[i] += inverse * ((weight[i] * dy[i]) - (normal * mean));
        }
    }
}
