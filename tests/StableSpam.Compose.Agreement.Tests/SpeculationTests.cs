using StableSpamCompose.Execution;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>A pass whose reductions the pass before has guessed looks at the chunks where the guess is wrong, at no other, and the bits are those of looking at all.</summary>
[Collection(CountedRun.Collection)]
public class SpeculationTests
{
    private const int Chunks = 5;
    private const int Length = ((Chunks - 1) * Fold.ChunkLength) + 700;

    public static TheoryData<string> Speculative =>
        [.. OptimizerLibrary.All.Where(optimizer => optimizer.Plan.Passes.Any(pass => pass.IsSpeculative)).Select(optimizer => optimizer.Name)];

    [Fact]
    public void Clips_by_history_before_a_norm_are_guessed() =>
        Assert.Equal(
            ["AblationAdaGNAdaClip", "AdamMiniAdaGNAdaClip", "LionAdaGNAdaClip", "StableSpam", "StableSpamAmsgrad", "StableSpamAuthors", "StableSpamAuthorsAmsgrad"],
            OptimizerLibrary.All.Where(optimizer => optimizer.Plan.Passes.Any(pass => pass.IsSpeculative)).Select(optimizer => optimizer.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Speculative))]
    public void The_least_and_the_most_bytes_are_planned(string name)
    {
        OptimizerPlan plan = Find(name).Plan;
        Assert.Equal(sizeof(float), plan.BytesPerElement - plan.BytesPerElementFor(4, 4, 4, speculative: false));
        Assert.Single(plan.Passes, pass => pass.IsSpeculative);
    }

    [Theory]
    [MemberData(nameof(Speculative))]
    public void Only_chunks_above_the_limit_are_read_again_and_the_bits_are_the_interpreters(string name)
    {
        using var run = new CountedRun(Find(name), Find(name).Plan, [Length]);
        var programs = LibraryPrograms.Lower(name);
        var interpreted = new InterpretedOptimizer(programs, NumberMode.Exact);
        var parameter = new InterpretedParameter("p", [Length], new double[Length]);
        interpreted.Add(parameter, InterpretedGroups.Of(programs[0], Find(name).Hyperparameters.ToDictionary(slot => slot.Name, slot => slot.Default).Append(new("lr", CountedRun.LearningRate)).ToDictionary()));

        // Before the last step no element is above another's; then some are, in two chunks, and at last one is no number.
        int[][] steps = [[], [], [0, 3], [4], [], [1]];
        for (int step = 0; step < steps.Length; step++)
        {
            for (int i = 0; i < Length; i++) run.Gradient[i] = 0.001f + (i % 97 * 1e-6f);
            foreach (int chunk in steps[step]) run.Gradient[(chunk * Fold.ChunkLength) + 123] = step == steps.Length - 1 ? float.NaN : 7f;
            for (int i = 0; i < Length; i++) parameter.Gradient[i] = run.Gradient[i];
            run.Step();
            interpreted.Step();

            SameBits.Assert(parameter.Value, run.Value, $"{name}, step {step + 1}");
            OptimizerPlan plan = Find(name).Plan;
            long again = (CountingStorage.BytesRead + CountingStorage.BytesWritten - ((long)Length * plan.BytesPerElementFor(4, 4, 4, speculative: false))) / sizeof(float);
            if (step == steps.Length - 1) Assert.Equal(Length, again);
            else Assert.Equal(steps[step].Sum(chunk => chunk < Chunks - 1 ? Fold.ChunkLength : Length % Fold.ChunkLength), again);
        }
    }

    private static OptimizerInfo Find(string name) => OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);
}
