using StableSpamCompose.Arrays;
using StableSpamCompose.Bits;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>The compiled code has the bits of the interpreter, whatever the threads and the instruction set.</summary>
public class BitEqualityTests
{
    public static TheoryData<string> Optimizers => [.. OptimizerLibrary.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_compiled_step_has_the_bits_of_the_interpreter(string name)
    {
        foreach (BitProblem problem in BitProblem.All)
        {
            using var compiled = new BitRun(OptimizerLibrary.All.Single(optimizer => optimizer.Name == name), problem, threads: 2);
            var interpreted = new InterpretedRun(LibraryPrograms.Compile(name).Lowered, problem);
            for (int step = 1; step <= problem.Steps; step++)
            {
                compiled.Step(step);
                interpreted.Step(step);
                AssertSameBits(compiled, interpreted, $"{name}, step {step}");
            }
        }
    }

    [Fact]
    public async Task Threads_and_instruction_sets_do_not_change_a_bit()
    {
        string[][] runs = await Task.WhenAll(
            BitProcess.Run(),
            BitProcess.Run(("DOTNET_EnableAVX512", "0")),
            BitProcess.Run(("DOTNET_EnableAVX2", "0")),
            BitProcess.Run(("DOTNET_EnableHWIntrinsic", "0")));

        // The first line says how wide the run was: the variables must have had their effect.
        int[] lanes = [.. runs.Select(run => int.Parse(run[0].Split(' ')[1]))];
        Assert.True(lanes[1] <= 8 && lanes[2] <= 4 && lanes[3] == 1, string.Join(", ", lanes));
        Assert.Equal(1 + (3 * OptimizerLibrary.All.Count), runs[0].Length);
        foreach (string[] run in runs) Assert.Equal(runs[0].Skip(1), run.Skip(1));
        foreach (var optimizer in runs[0].Skip(1).Select(line => line.Split(' ')).GroupBy(words => words[0]))
            Assert.Single(optimizer.Select(words => string.Join(' ', words.Skip(2))).Distinct());
    }

    private static void AssertSameBits(BitRun compiled, InterpretedRun interpreted, string when)
    {
        for (int tensor = 0; tensor < compiled.Parameters.Count; tensor++)
        {
            ArrayParameter parameter = compiled.Parameters[tensor];
            InterpretedParameter expected = interpreted.Parameters[tensor];
            AssertSameBits(expected.Value, parameter.Value, $"{when}, {parameter.Name}");
            foreach (StateEntry state in compiled.Optimizer.State(parameter.Name))
            {
                string what = $"{when}, {parameter.Name}, {state.Name}";
                double[] values = expected.State(state.Name);
                if (state.Scope == StateScope.Element) AssertSameBits(values, state.Span, what);
                else Assert.True(values[0].Equals(state.Value) && double.IsNegative(values[0]) == double.IsNegative(state.Value), $"{what}: expected {values[0]:R}, got {state.Value:R}");
            }
        }
    }

    private static void AssertSameBits(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = double.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]);
            Assert.True(same, $"{what}[{i}]: expected {expected[i]:R}, got {(double)actual[i]:R}");
        }
    }
}
