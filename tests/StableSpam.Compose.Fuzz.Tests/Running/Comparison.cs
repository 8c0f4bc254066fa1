using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Fuzz.Tests.Running;

/// <summary>Runs a compiled program in every way that must not change a bit, beside the interpreter.</summary>
internal static class Comparison
{
    private static readonly int[] LaneCounts = [16, 8, 4, 1];

    /// <summary>What differs first; <see langword="null"/> if nothing does.</summary>
    public static string? FirstDifference(Type optimizer, OptimizerInfo info, StepProgram lowered, int seed, bool isLarge)
    {
        FuzzProblem ragged = FuzzProblem.Ragged(seed);
        string? difference = FirstDifference(lowered, ragged, [.. LaneCounts.Select(lanes => Run(optimizer, info, ragged, 1, lanes)), Run(optimizer, info, ragged, 3, StepEngine.WidestLaneCount)]);
        if (difference is not null || !isLarge) return difference;
        FuzzProblem large = FuzzProblem.Large(seed);
        return FirstDifference(lowered, large, [Run(optimizer, info, large, 1, StepEngine.WidestLaneCount), Run(optimizer, info, large, 3, StepEngine.WidestLaneCount)]);
    }

    private static (string Name, CompiledRun Run) Run(Type optimizer, OptimizerInfo info, FuzzProblem problem, int threads, int lanes) =>
        ($"{threads} threads, {lanes} lanes", new CompiledRun(optimizer, info, problem, threads, lanes));

    private static string? FirstDifference(StepProgram lowered, FuzzProblem problem, IReadOnlyList<(string Name, CompiledRun Run)> compiled)
    {
        try
        {
            var interpreted = new InterpretedRun(lowered, problem);
            for (int step = 1; step <= problem.Steps; step++)
            {
                interpreted.Step(step);
                foreach ((string name, CompiledRun run) in compiled)
                {
                    run.Step(step);
                    if (FirstDifference(lowered, problem, interpreted, run) is { } difference) return $"step {step}, {name}: {difference}";
                }
            }
            return null;
        }
        finally
        {
            foreach ((_, CompiledRun run) in compiled) run.Dispose();
        }
    }

    private static string? FirstDifference(StepProgram lowered, FuzzProblem problem, InterpretedRun expected, CompiledRun actual)
    {
        for (int tensor = 0; tensor < problem.Lengths.Count; tensor++)
        {
            string where = $"tensor of [{string.Join(", ", problem.Shape(tensor))}]";
            for (int slot = 0; slot < lowered.States.Count; slot++)
            {
                string name = lowered.States[slot].Name;
                if (FirstDifference($"{where}, {name}", expected.State(tensor, name), actual.State(tensor, slot)) is { } state) return state;
            }
            double[] values = Array.ConvertAll(actual.Value(tensor), value => (double)value);
            if (FirstDifference($"{where}, w", expected.Value(tensor), values) is { } value) return value;
            if (FirstDifference($"{where}, k", [expected.Clock(tensor)], [actual.Clock(tensor)]) is { } clock) return clock;
        }
        return null;
    }

    private static string? FirstDifference(string what, double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]);
            if (!same) return FormattableString.Invariant($"{what}[{i}]: the interpreter has {expected[i]:R}, the compiled step {actual[i]:R}");
        }
        return null;
    }
}
