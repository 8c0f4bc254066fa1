using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Model;

/// <summary>u = silu(gate) * up with silu(x) = x / (1 + exp(-x)) (Shazeer, arXiv:2002.05202).</summary>
/// <param name="workers">The threads.</param>
public sealed unsafe class SwiGlu<T>(Workers workers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int NumbersPerItem = 1 << 13;

    /// <summary>Computes u for the first rows.</summary>
    public void Forward(Matrix<T> gate, Matrix<T> up, int rows, Matrix<T> u) =>
        workers.RunRows(rows * gate.Columns, NumbersPerItem, (first, end) =>
        {
            int i = first;
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> x = VectorMath.Load(gate.Pointer + i);
                VectorMath.Store(x * Sigmoid(x) * VectorMath.Load(up.Pointer + i), u.Pointer + i);
            }
            for (; i < end; i++)
                u.Pointer[i] = gate.Pointer[i] * Sigmoid(gate.Pointer[i]) * up.Pointer[i];
        });

    /// <summary>With s = sigmoid(gate): dup = du gate s, dgate = du up s (1 + gate (1 - s)).</summary>
    public void Backward(Matrix<T> gate, Matrix<T> up, int rows, Matrix<T> du, Matrix<T> dgate, Matrix<T> dup) =>
        workers.RunRows(rows * gate.Columns, NumbersPerItem, (first, end) =>
        {
            int i = first;
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> x = VectorMath.Load(gate.Pointer + i);
                Vector<T> gradient = VectorMath.Load(du.Pointer + i) * Sigmoid(x);
                VectorMath.Store(gradient * x, dup.Pointer + i);
                Vector<T> slope = Vector<T>.One + (x * (Vector<T>.One - Sigmoid(x)));
                VectorMath.Store(gradient * VectorMath.Load(up.Pointer + i) * slope, dgate.Pointer + i);
            }
            for (; i < end; i++)
            {
                T x = gate.Pointer[i];
                T gradient = du.Pointer[i] * Sigmoid(x);
                dup.Pointer[i] = gradient * x;
                dgate.Pointer[i] = gradient * up.Pointer[i] * (T.One + (x * (T.One - Sigmoid(x))));
            }
        });

    private static Vector<T> Sigmoid(Vector<T> x) => Vector<T>.One / (Vector<T>.One + VectorMath.Exp(-x));

    private static T Sigmoid(T x) => T.One / (T.One + T.Exp(-x));
}
