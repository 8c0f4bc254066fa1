using StableSpamCompose.Bits;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>No pass changes a bit: the interpreter computes the same before and after each.</summary>
public class PassTests
{
    public static TheoryData<string> Optimizers => [.. OptimizerLibrary.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_program_has_the_same_bits_after_every_pass(string name)
    {
        IReadOnlyList<StepProgram> lowered = LibraryPrograms.Lower(name);
        var passed = new List<(string Pass, StepProgram Program)>();
        foreach (StepProgram program in lowered) PassPipeline.Run(program, (pass, result) => passed.Add((pass, result)));
        IGrouping<string, StepProgram>[] passes = [.. passed.GroupBy(result => result.Pass, result => result.Program)];
        Assert.Equal(3, passes.Length);

        var problem = new BitProblem([[1], [0], [7], [129], [513], [3, 5], [2, 65, 3]], steps: 8, seed: 3);
        var before = new InterpretedRun(lowered, problem);
        InterpretedRun[] after = [.. passes.Select(pass => new InterpretedRun([.. pass], problem))];
        for (int step = 1; step <= problem.Steps; step++)
        {
            before.Step(step);
            for (int i = 0; i < after.Length; i++)
            {
                after[i].Step(step);
                for (int tensor = 0; tensor < problem.Lengths.Count; tensor++)
                    AssertSameBits(before.Parameters[tensor], after[i].Parameters[tensor], lowered, $"{name} after '{passes[i].Key}', step {step}, tensor {tensor}");
            }
        }
    }

    private static void AssertSameBits(InterpretedParameter expected, InterpretedParameter actual, IReadOnlyList<StepProgram> programs, string when)
    {
        ShapeCase shape = expected.Shape.Length >= 2 ? ShapeCase.Matrix : ShapeCase.Vector;
        StepProgram program = programs.First(program => program.Case.Shape == ShapeCase.Any || program.Case.Shape == shape);
        AssertSameBits(expected.Value, actual.Value, $"{when}, w");
        AssertSameBits([expected.UpdateCount], [actual.UpdateCount], $"{when}, k");
        foreach (StateSlot state in program.States) AssertSameBits(expected.State(state.Name), actual.State(state.Name), $"{when}, {state.Name}");
    }

    private static void AssertSameBits(double[] expected, double[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]);
            Assert.True(same, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }
}
