using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>The mean of -log softmax(logits)[target] over all rows, in nats.</summary>
public sealed unsafe class CrossEntropy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsPerItem = 32;

    private readonly Workers _workers;
    private readonly Matrix<T> _losses;

    /// <summary>Makes a loss for at most <paramref name="rows"/> rows.</summary>
    public CrossEntropy(Workers workers, int rows)
    {
        _workers = workers;
        _losses = new Matrix<T>(1, rows);
    }

    /// <summary>Computes the loss, and overwrites the logits by their gradient: (softmax(logits) - [column is the target]) / rows.</summary>
    public double Compute(Matrix<T> logits, ReadOnlySpan<int> targets)
    {
        int rows = targets.Length;
        fixed (int* start = targets)
        {
            int* target = start;
            _workers.RunRows(rows, RowsPerItem, (first, end) =>
            {
                for (int row = first; row < end; row++)
                    _losses.Pointer[row] = ComputeRow(logits.Row(row), logits.Columns, target[row], T.CreateChecked(rows));
            });
        }
        double sum = 0;
        foreach (T loss in _losses.Span[..rows])
            sum += double.CreateChecked(loss);
        return sum / rows;
    }

    private static T ComputeRow(T* logits, int count, int target, T rows)
    {
        T largest = Rows.Max(logits, count);
        T aboveTarget = largest - logits[target];
        T sum = Rows.Exponentials(logits, count, largest, T.One);
        Rows.Scale(logits, count, T.One / (sum * rows));
        logits[target] -= T.One / rows;
        return T.Log(sum) + aboveTarget;
    }
}
