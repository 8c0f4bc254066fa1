using System.Numerics;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>The Euclidean norm of the gradient over all tensors, added up in double.</summary>
/// <param name="workers">The threads.</param>
/// <param name="parameters">The tensors.</param>
internal sealed unsafe class GradientNorm(Workers workers, LlamaParameters<float> parameters)
{
    private readonly double[] _squares = new double[parameters.All.Count];

    /// <summary>The norm of the gradients as they are now.</summary>
    public double Compute()
    {
        workers.Run(_squares.Length, (item, _) => _squares[item] = SumOfSquares(parameters.All[item].Gradient));
        double sum = 0;
        foreach (double squares in _squares)
            sum += squares;
        return Math.Sqrt(sum);
    }

    private static double SumOfSquares(Matrix<float> gradient)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= gradient.Count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(VectorMath.Load(gradient.Pointer + i), out Vector<double> low, out Vector<double> high);
            sums = Vector.FusedMultiplyAdd(low, low, sums);
            sums = Vector.FusedMultiplyAdd(high, high, sums);
        }
        double sum = Vector.Sum(sums);
        for (; i < gradient.Count; i++)
            sum += (double)gradient.Pointer[i] * gradient.Pointer[i];
        return sum;
    }
}
