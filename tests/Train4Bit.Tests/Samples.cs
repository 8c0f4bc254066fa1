using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Tests;

/// <summary>Matrices of numbers that look random and are the same in every run.</summary>
internal static class Samples
{
    public static Matrix<T> Matrix<T>(int rows, int columns, int seed)
        where T : unmanaged, INumber<T>
    {
        var matrix = new Matrix<T>(rows, columns);
        Fill(matrix, seed);
        return matrix;
    }

    /// <summary>Fills a matrix with numbers between -1 and 1.</summary>
    public static void Fill<T>(Matrix<T> matrix, int seed)
        where T : unmanaged, INumber<T>
    {
        var random = new Random(seed);
        foreach (ref T number in matrix.Span)
            number = T.CreateChecked((2 * random.NextDouble()) - 1);
    }

    public static int[] Tokens(int count, int vocabulary, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }
}
