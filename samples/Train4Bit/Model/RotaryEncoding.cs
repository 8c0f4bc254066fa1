using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>
/// Turns pairs of a head's numbers by angles that grow with the position (Su et al., arXiv:2104.09864). As in LLaMA's
/// published weights the pairs are j and j + half: x[j] + i x[j + half] is multiplied by exp(i t 10000^(-j / half)).
/// </summary>
public sealed unsafe class RotaryEncoding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Base = 10_000;
    private const int RowsPerItem = 64;

    private readonly Workers _workers;
    private readonly int _context;
    private readonly int _headWidth;
    private readonly Matrix<T> _cosines;
    private readonly Matrix<T> _sines;

    /// <summary>Makes an encoding for <paramref name="context"/> positions and heads of <paramref name="headWidth"/>.</summary>
    public RotaryEncoding(Workers workers, int context, int headWidth)
    {
        if (headWidth % 2 != 0)
            throw new ArgumentException("Rotary position encoding turns pairs: the width of a head must be even.", nameof(headWidth));
        _workers = workers;
        _context = context;
        _headWidth = headWidth;
        int half = headWidth / 2;
        _cosines = new Matrix<T>(context, half);
        _sines = new Matrix<T>(context, half);
        for (int position = 0; position < context; position++)
        {
            for (int j = 0; j < half; j++)
            {
                double angle = position * Math.Pow(Base, -(double)j / half);
                _cosines.Row(position)[j] = T.CreateChecked(Math.Cos(angle));
                _sines.Row(position)[j] = T.CreateChecked(Math.Sin(angle));
            }
        }
    }

    /// <summary>Turns the heads of the first rows, in place; row i has the position i modulo the context.</summary>
    public void Forward(Matrix<T> x, int rows) => Turn(x, rows, T.One);

    /// <summary>Turns gradients back: the transpose of a rotation is its inverse.</summary>
    public void Backward(Matrix<T> gradient, int rows) => Turn(gradient, rows, -T.One);

    private void Turn(Matrix<T> x, int rows, T direction) =>
        _workers.RunRows(rows, RowsPerItem, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                int position = row % _context;
                for (int head = 0; head < x.Columns; head += _headWidth)
                    TurnHead(x.Row(row) + head, _cosines.Row(position), _sines.Row(position), direction);
            }
        });

    private void TurnHead(T* x, T* cosines, T* sines, T direction)
    {
        int half = _headWidth / 2;
        for (int j = 0; j < half; j++)
        {
            T first = x[j], second = x[j + half];
            T sine = sines[j] * direction;
            x[j] = (first * cosines[j]) - (second * sine);
            x[j + half] = (second * cosines[j]) + (first * sine);
        }
    }
}
