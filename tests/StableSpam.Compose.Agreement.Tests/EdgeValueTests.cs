using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>What every optimizer of the library does where numbers run out, and that the interpreter does the same.</summary>
public class EdgeValueTests
{
    private const int Steps = 8;

    public static TheoryData<string> Optimizers => [.. OptimizerLibrary.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Gradients_of_any_magnitude_leave_finite_parameters(string name)
    {
        foreach (float magnitude in new[] { 1e-18f, 1e-9f, 1f, 1e9f, 1e16f })
        {
            var random = new Random(7);
            AssertLikeInterpreter(name, (step, i) => magnitude * (random.NextSingle() + 1) * (random.Next(2) * 2 - 1) * (step % 3 == 0 && i == 5 ? 0 : 1), finite: true);
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Magnitudes_may_change_from_step_to_step(string name)
    {
        float[] magnitudes = [1e16f, 1e-18f, 0, 1, 1e-18f, 1e16f, 0, 1e-3f];
        AssertLikeInterpreter(name, (step, i) => magnitudes[step - 1] * (1 + (i % 7)), finite: true);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Zero_gradients_leave_finite_parameters(string name) => AssertLikeInterpreter(name, (_, _) => 0, finite: true);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Subnormal_gradients_leave_finite_parameters(string name) =>
        AssertLikeInterpreter(name, (step, i) => BitConverter.UInt32BitsToSingle((uint)(1 + i + step)) * (i % 2 == 0 ? 1 : -1), finite: true);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void What_is_no_number_does_the_same_everywhere_and_stays_in_its_tensor(string name)
    {
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue })
            AssertLikeInterpreter(name, (step, i) => step == 2 && i == 3 ? bad : 0.1f * (i - 4), finite: false);
    }

    // Tensors: empty, one element, ragged, one whose gradients are always ordinary, and matrices, one of them empty.
    private static void AssertLikeInterpreter(string name, Func<int, int, float> gradient, bool finite)
    {
        long[][] shapes = [[0], [1], [133], [40], [7, 19], [3, 1, 2], [0, 4]];
        int[] lengths = [.. shapes.Select(shape => (int)shape.Aggregate((product, dimension) => product * dimension))];
        OptimizerInfo info = OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);
        var settings = new Dictionary<string, double> { ["lr"] = 0.01 };
        if (info.Hyperparameters.Any(hyperparameter => hyperparameter.Name == "interval")) settings["interval"] = 3;
        ArrayParameter[] parameters = [.. lengths.Select((length, t) => new ArrayParameter($"p{t}", Ordinary(length, t), new float[length], shapes[t]))];
        using ArrayOptimizer compiled = info.Create(parameters, settings);

        var programs = LibraryPrograms.Lower(name);
        var interpreter = new InterpretedOptimizer(programs, NumberMode.Exact);
        InterpretedGroup group = InterpretedGroups.Of(programs[0], settings);
        InterpretedParameter[] expected = [.. lengths.Select((length, t) =>
            new InterpretedParameter($"p{t}", shapes[t], [.. Ordinary(length, t).Select(value => (double)value)]))];
        foreach (InterpretedParameter parameter in expected) interpreter.Add(parameter, group);

        for (int step = 1; step <= Steps; step++)
        {
            for (int t = 0; t < lengths.Length; t++)
            {
                for (int i = 0; i < lengths[t]; i++)
                {
                    float g = t == 3 ? 0.01f * (i + step) : gradient(step, i);
                    parameters[t].Gradient[i] = g;
                    expected[t].Gradient[i] = g;
                }
            }
            compiled.Step();
            interpreter.Step();
            SameBits.Assert(compiled, parameters, expected, $"{name}, step {step}");
            for (int t = 0; t < lengths.Length; t++)
            {
                // A norm of all tensors is no number as soon as one gradient is none, and by design all tensors take it.
                bool mayBreak = !finite && (t != 3 || compiled.Plan.Barriers > 0);
                Assert.True(mayBreak || !parameters[t].Value.ToArray().Any(value => !float.IsFinite(value)), $"{name}, step {step}, p{t}");
            }
        }
        foreach (ArrayParameter parameter in parameters) parameter.Dispose();
    }

    private static float[] Ordinary(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }
}
