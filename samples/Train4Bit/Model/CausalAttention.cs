using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>
/// For each sample and head: o = softmax(q k^T / sqrt(head width)) v, where a position sees itself and those before it. The
/// threads share out samples and heads.
/// </summary>
public sealed unsafe class CausalAttention<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Positions that are computed together. What lies above the diagonal is computed only within such a block.</summary>
    private const int BlockRows = 32;

    private readonly Workers _workers;
    private readonly int _context;
    private readonly int _heads;
    private readonly int _headWidth;
    private readonly T _scale;
    private readonly Matrix<T> _probabilities;
    private readonly SmallProduct<T>[] _products;
    private readonly Matrix<T>[] _scoreGradients;

    /// <summary>Makes an attention for at most <paramref name="samples"/> samples of <paramref name="context"/> positions.</summary>
    public CausalAttention(Workers workers, int samples, int context, int heads, int headWidth)
    {
        _workers = workers;
        _context = context;
        _heads = heads;
        _headWidth = headWidth;
        _scale = T.One / T.Sqrt(T.CreateChecked(headWidth));
        _probabilities = new Matrix<T>(checked(samples * heads * context), context);
        _products = [.. Enumerable.Range(0, workers.Count).Select(_ => new SmallProduct<T>())];
        _scoreGradients = [.. Enumerable.Range(0, workers.Count).Select(_ => new Matrix<T>(Math.Min(BlockRows, context), context))];
    }

    /// <summary>Computes the outputs of the first samples; queries and keys carry their positions already.</summary>
    public void Forward(Matrix<T> q, Matrix<T> k, Matrix<T> v, int samples, Matrix<T> output) =>
        _workers.Run(samples * _heads, (item, worker) =>
        {
            MatrixView<T> queries = Head(q, item), keys = Head(k, item), values = Head(v, item), outputs = Head(output, item);
            SmallProduct<T> product = _products[worker];
            for (int row = 0; row < _context; row += BlockRows)
            {
                int rows = Math.Min(BlockRows, _context - row);
                int seen = row + rows;
                MatrixView<T> probabilities = Probabilities(item, row, rows);
                product.Multiply(queries.Block(row, rows, 0, _headWidth), keys.Block(0, seen, 0, _headWidth).Transposed, probabilities);
                for (int i = 0; i < rows; i++)
                    Softmax(probabilities.Pointer + (i * probabilities.RowStride), row + i + 1, seen);
                product.Multiply(probabilities, values.Block(0, seen, 0, _headWidth), outputs.Block(row, rows, 0, _headWidth));
            }
        });

    /// <summary>Sets the gradients of queries, keys and values.</summary>
    public void Backward(
        Matrix<T> q, Matrix<T> k, Matrix<T> v, int samples, Matrix<T> outputGradient, Matrix<T> dq, Matrix<T> dk, Matrix<T> dv) =>
        _workers.Run(samples * _heads, (item, worker) =>
        {
            MatrixView<T> queries = Head(q, item), keys = Head(k, item), values = Head(v, item), outputs = Head(outputGradient, item);
            MatrixView<T> queryGradients = Head(dq, item), keyGradients = Head(dk, item), valueGradients = Head(dv, item);
            SmallProduct<T> product = _products[worker];
            // From the last block on: it sees all positions, so that what it sets the others can add to.
            for (int row = (_context - 1) / BlockRows * BlockRows; row >= 0; row -= BlockRows)
            {
                int rows = Math.Min(BlockRows, _context - row);
                int seen = row + rows;
                bool add = seen < _context;
                MatrixView<T> probabilities = Probabilities(item, row, rows);
                MatrixView<T> scores = _scoreGradients[worker].View.Block(0, rows, 0, seen);
                MatrixView<T> outputBlock = outputs.Block(row, rows, 0, _headWidth);
                product.Multiply(probabilities.Transposed, outputBlock, valueGradients.Block(0, seen, 0, _headWidth), add);
                product.Multiply(outputBlock, values.Block(0, seen, 0, _headWidth).Transposed, scores);
                for (int i = 0; i < rows; i++)
                    SoftmaxGradient(probabilities.Pointer + (i * probabilities.RowStride), scores.Pointer + (i * scores.RowStride), seen);
                product.Multiply(scores, keys.Block(0, seen, 0, _headWidth), queryGradients.Block(row, rows, 0, _headWidth));
                product.Multiply(
                    scores.Transposed, queries.Block(row, rows, 0, _headWidth), keyGradients.Block(0, seen, 0, _headWidth), add);
            }
        });

    /// <summary>Frees what products work in.</summary>
    public void Dispose()
    {
        foreach (SmallProduct<T> product in _products)
            product.Dispose();
    }

    /// <summary>The columns of a head in the rows of a sample.</summary>
    private MatrixView<T> Head(Matrix<T> x, int item) =>
        x.View.Block(item / _heads * _context, _context, item % _heads * _headWidth, _headWidth);

    private MatrixView<T> Probabilities(int item, int row, int rows) =>
        _probabilities.View.Block((item * _context) + row, rows, 0, row + rows);

    private void Softmax(T* scores, int seen, int width)
    {
        // The scale is positive, so that the largest score stays the largest.
        T sum = Rows.Exponentials(scores, seen, Rows.Max(scores, seen), _scale);
        Rows.Scale(scores, seen, T.One / sum);
        new Span<T>(scores + seen, width - seen).Clear();
    }

    /// <summary>ds = scale p (dp - sum(p dp)); the masked positions have p = 0.</summary>
    private void SoftmaxGradient(T* p, T* dp, int count)
    {
        T sum = Rows.Dot(p, dp, count);
        var sums = new Vector<T>(sum);
        var scales = new Vector<T>(_scale);
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            VectorMath.Store(scales * VectorMath.Load(p + i) * (VectorMath.Load(dp + i) - sums), dp + i);
        for (; i < count; i++)
            dp[i] = _scale * p[i] * (dp[i] - sum);
    }
}
