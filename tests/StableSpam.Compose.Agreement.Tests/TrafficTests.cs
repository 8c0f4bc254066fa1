using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>What a step costs in memory: by the plan, and by counting while it runs.</summary>
[Collection(CountedRun.Collection)]
public class TrafficTests
{
    private static readonly long[][] Vectors = [[1], [100], [4096], [10_007]];
    private static readonly long[][] Matrices = [[1, 1], [10, 10], [64, 64], [10_007, 1], [3, 5, 7]];

    public static TheoryData<string> Optimizers => [.. OptimizerLibrary.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [InlineData("AdamW", 1, 28)]
    [InlineData("AdamGradClip", 2, 32, 1)]
    [InlineData("Lion", 1, 20)]
    [InlineData("Sgd", 1, 12)]
    [InlineData("SgdMomentum", 1, 20)]
    [InlineData("AdamAmsgrad", 1, 36)]
    [InlineData("StableSpam", 3, 36)]
    [InlineData("StableSpamAuthors", 3, 36)]
    [InlineData("LionAdaGNAdaClip", 3, 28)]
    [InlineData("Spam", 1, 28)]
    [InlineData("NovoGrad", 2, 24)]
    [InlineData("Lamb", 2, 40)]
    [InlineData("CompactAdamW", 1, 20)]
    [InlineData("AdamWMasterWeights", 1, 36)]
    [InlineData("AdamGradientNoise", 1, 28)]
    [InlineData("Prodigy", 1, 44, 1)]
    [InlineData("Adafactor", 3, 20, 0, 1)]
    [InlineData("AdafactorMomentum", 3, 28, 0, 1)]
    [InlineData("AdamMini", 2, 24, 0, 1)]
    [InlineData("AdamP", 2, 40, 0, 1)]
    [InlineData("Sgdp", 2, 32, 0, 1)]
    [InlineData("SM3", 1, 12, 0, 1)]
    public void The_plan_moves_no_byte_more_than_it_must(string name, int passes, int bytesPerElement, int barriers = 0, int betweenPasses = 0)
    {
        OptimizerPlan plan = Find(name).Plan;
        Assert.Equal(passes, plan.Passes.Count);
        Assert.Equal(barriers, plan.Barriers);
        // What rows, columns and blocks come to is computed by a launch of its own, before the pass that needs it or after the last.
        Assert.Equal(passes + barriers + betweenPasses, plan.Launches);
        Assert.Equal(bytesPerElement, plan.BytesPerElement);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_moves_what_the_plan_says(string name)
    {
        OptimizerInfo info = Find(name);
        foreach (ProgramInfo program in info.Programs)
        {
            OptimizerPlan plan = program.Plan;
            foreach (long[] shape in program.Shape == ShapeCase.Matrix ? Matrices : Vectors)
            {
                long length = shape.Aggregate((product, dimension) => product * dimension);
                (long read, long written) = Count(info, plan, shape);
                // All elements of the gradient are the same, so that none is above the limit of a speculative pass.
                IEnumerable<PassPlan> passes = plan.Passes.Where(pass => !pass.IsSpeculative);
                Assert.Equal(length * passes.Sum(pass => BytesCounted(plan, pass.Reads)), read);
                Assert.Equal(length * passes.Sum(pass => BytesCounted(plan, pass.Writes)), written);
            }
        }
    }

    [Theory]
    [InlineData("CompactAdamW", 2)]
    [InlineData("AdamW", 4)]
    public void A_state_takes_the_bytes_of_its_type(string name, int bytes)
    {
        Assert.Equal(2 * bytes, Find(name).Plan.StateBytesPerElement);
        // The second state begins where the first ends, at the next multiple of a cache line.
        using var run = new CountedRun(Find(name), Find(name).Plan, [4096]);
        Assert.Equal(4096 * bytes, Distance(run.Parameter));

        static unsafe long Distance(StepParameter parameter) => (byte*)parameter.ElementState(1) - (byte*)parameter.ElementState(0);
    }

    // What one pass keeps for another lies in scratch arrays, which are always fp32 and go through no storage; a state that
    // the recipe keeps narrower goes through its own.
    private static int BytesCounted(OptimizerPlan plan, IReadOnlyList<string> arrays) =>
        sizeof(float) * arrays.Count(array => array is "grad" or "w" || plan.States.Any(state => state.Name == array && state.Type == ElementType.Float32));

    private static OptimizerInfo Find(string name) => OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);

    private static (long Read, long Written) Count(OptimizerInfo info, OptimizerPlan plan, long[] shape)
    {
        using var run = new CountedRun(info, plan, shape);
        run.Step();
        return (CountingStorage.BytesRead, CountingStorage.BytesWritten);
    }
}
