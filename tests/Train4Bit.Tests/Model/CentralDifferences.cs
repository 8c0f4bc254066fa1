using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Tests.Model;

/// <summary>Compares gradients with central differences, in double.</summary>
internal static class CentralDifferences
{
    private const double Step = 1e-5;

    /// <summary>
    /// Round-off leaves 1e-16 / 1e-5 of a function's value and the third derivative 1e-10 of it; the values here are of the
    /// order of 10.
    /// </summary>
    private const double Tolerance = 2e-8;

    /// <summary>Checks every element of a gradient.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="x">What is varied.</param>
    /// <param name="gradient">The gradient to be checked.</param>
    /// <param name="function">The function, of <paramref name="x"/> as it then is.</param>
    public static void Check(string what, Matrix<double> x, Matrix<double> gradient, Func<double> function)
    {
        double[] expected = gradient.Span.ToArray();
        for (int i = 0; i < x.Count; i++)
        {
            double value = x.Span[i];
            x.Span[i] = value + Step;
            double above = function();
            x.Span[i] = value - Step;
            double below = function();
            x.Span[i] = value;
            double difference = (above - below) / (2 * Step);
            Assert.True(
                Math.Abs(difference - expected[i]) <= Tolerance * Math.Max(1, Math.Abs(difference)),
                $"{what}[{i}]: the gradient is {expected[i]}, the difference quotient {difference}");
        }
        Assert.Contains(expected, element => Math.Abs(element) > 1e-3);
    }

    /// <summary>A function of a layer's outputs whose gradient is <paramref name="weights"/>.</summary>
    public static double Weighted(Matrix<double> outputs, Matrix<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < outputs.Count; i++)
            sum += outputs.Span[i] * weights.Span[i];
        return sum;
    }
}
