using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Compares parameters and states of an optimizer with those of the interpreter, NaNs as one.</summary>
internal static class SameBits
{
    public static void Assert(
        ArrayOptimizer optimizer, IReadOnlyList<ArrayParameter> actual, IReadOnlyList<InterpretedParameter> expected, string when)
    {
        for (int tensor = 0; tensor < actual.Count; tensor++)
        {
            string name = actual[tensor].Name;
            Assert(expected[tensor].Value, actual[tensor].Value, $"{when}, {name}");
            foreach (StateEntry state in optimizer.State(name))
            {
                string what = $"{when}, {name}, {state.Name}";
                double[] values = expected[tensor].State(state.Name);
                if (state.Scope <= StateScope.Tensor) Assert(values[0], state.Value, what);
                else if (state.Type == ElementType.Float64) Assert(values, state.MatrixValues, what);
                else Assert(values, Numbers(state, values.Length), what);
            }
        }
    }

    private static float[] Numbers(StateEntry state, int length)
    {
        var numbers = new float[length];
        state.CopyTo(numbers);
        return numbers;
    }

    public static void Assert(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // A text for each element would take longer than the steps.
            if (!AreSame(expected[i], actual[i])) Assert(expected[i], actual[i], $"{what}[{i}]");
        }
    }

    private static void Assert(double[] expected, ReadOnlySpan<double> actual, string what)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert(expected[i], actual[i], $"{what}[{i}]");
    }

    private static void Assert(double expected, double actual, string what) =>
        Xunit.Assert.True(AreSame(expected, actual), $"{what}: expected {expected:R}, got {actual:R}");

    private static bool AreSame(double expected, double actual) =>
        double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);
}
