using StableSpamCompose.Bits;
using StableSpamCompose.Optimizers;

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
            var interpreted = new InterpretedRun(LibraryPrograms.Lower(name), problem);
            for (int step = 1; step <= problem.Steps; step++)
            {
                compiled.Step(step);
                interpreted.Step(step);
                SameBits.Assert(compiled.Optimizer, compiled.Parameters, interpreted.Parameters, $"{name}, step {step}");
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

    [Fact]
    public async Task Compiling_ahead_of_time_does_not_change_a_bit()
    {
        using var published = new AheadOfTime();

        string[][] runs = await Task.WhenAll(BitProcess.Run(), BitProcess.RunProgram(published.Program));

        Assert.All(
            ["StableSpam.Compose.dll", "StableSpam.Compose.Optimizers.dll", "StableSpam.Compose.Bits.dll"],
            assembly => Assert.True(published.HasMachineCode(assembly), assembly));
        Assert.Equal(runs[0], runs[1]);
    }
}
