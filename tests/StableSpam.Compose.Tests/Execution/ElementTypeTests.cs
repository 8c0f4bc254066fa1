using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Tests.Programs;
using StableSpamCompose.Tests.Storage;

namespace StableSpamCompose.Tests.Execution;

/// <summary>Parameters and gradients of all types, side by side in one optimizer.</summary>
[Collection(Alone.Name)]
public sealed unsafe class ElementTypeTests
{
    private const int Steps = 3;

    /// <summary>Empty, tails, tiles, chunks, and one that is spread over the threads.</summary>
    private static readonly int[] Lengths = [0, 1, 7, 100, 513, 4097, 70_000];

    private static readonly ElementType[] Types = [ElementType.Float32, ElementType.BFloat16, ElementType.Float16];

    private static readonly Lazy<Trained[]> Expected = new(() => [.. All().Select(TrainSlowly)]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void AdamW_computes_in_fp32_and_rounds_what_it_stores(int threads)
    {
        foreach (int laneCount in (int[])[1, 4, 8, 16])
            CheckAdamW(threads, laneCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void One_optimizer_takes_parameters_of_all_types(int threads)
    {
        ArrayParameter[] tensors = [.. All()];
        using var optimizer = new AdamW(tensors, lr: 0.01) { Threads = threads };
        for (int step = 1; step <= Steps; step++)
        {
            foreach (ArrayParameter tensor in tensors)
                Tensors.NewGradient(tensor, step);
            optimizer.Step();
        }
        for (int i = 0; i < tensors.Length; i++)
        {
            Assert.Equal(Expected.Value[i].W, Tensors.Value(tensors[i]));
            StateEntry state = optimizer.State(tensors[i].Name)["Adam.v"];
            Assert.Equal(ElementType.Float32, state.Type);
            Assert.Equal(Expected.Value[i].V, state.Span.ToArray());
        }
    }

    [Fact]
    public void Fp32_gradients_reach_parameters_in_16_bits_unrounded()
    {
        float[] gradient = Tensors.Numbers(100, 5);
        Assert.NotEqual(gradient, gradient.Select(SlowFormat.BFloat16.Round));
        ArrayParameter w = ArrayParameter.FromMemory<ushort, float>(
            "w", new ushort[100], ElementType.BFloat16, gradient, ElementType.Float32, [100]);
        using var optimizer = new AdamW([w]);
        optimizer.Step();
        Assert.Equal(gradient.Select(g => (float)(1 - 0.9) * g), optimizer.State("w")["Adam.m"].Span.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Reductions_fold_what_16_bits_hold(int threads)
    {
        foreach (ElementType type in Types)
        {
            ArrayParameter narrow = Tensors.Vector("w", 70_000, 1, ElementType.Float32, type);
            var wide = new ArrayParameter("w", Tensors.Numbers(70_000, 1), Tensors.Gradient(narrow), [70_000]);
            using var left = new Norm([narrow]) { Threads = threads };
            using var right = new Norm([wide]) { Threads = threads };
            for (int step = 0; step < 3; step++)
            {
                left.Step();
                right.Step();
            }
            Assert.Equal(wide.Value.ToArray(), narrow.Value.ToArray());
            Assert.Equal(right.State("w")["Norm.average"].Value, left.State("w")["Norm.average"].Value);
            Assert.Equal(right.State("w")["Norm.largest"].Value, left.State("w")["Norm.largest"].Value);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_after_the_first_allocates_nothing(int threads)
    {
        using var optimizer = new Norm(All()) { Threads = threads };
        optimizer.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Zeroed_gradients_are_zero_to_their_end_and_no_further()
    {
        ushort[] memory = [1, 2, 3, 4, 5];
        ArrayParameter w = ArrayParameter.FromMemory(
            "w", new Half[3].AsMemory(), ElementType.Float16, memory.AsMemory(1, 3), ElementType.BFloat16, [3]);
        using var optimizer = new AdamW([w]);
        optimizer.ZeroGradients();
        Assert.Equal([1, 0, 0, 0, 5], memory);
    }

    [Theory]
    [InlineData(4, 4, 4, 28)]
    [InlineData(2, 2, 4, 22)]
    [InlineData(2, 4, 4, 24)]
    [InlineData(4, 2, 4, 26)]
    [InlineData(2, 2, 2, 14)]
    public void The_plan_of_AdamW_counts_the_bytes_of_types(int parameter, int gradient, int state, int bytes) =>
        Assert.Equal(bytes, AdamW.Info.Plan.BytesPerElementFor(parameter, gradient, state));

    [Fact]
    public void Arrays_that_live_for_one_step_are_counted_in_fp32()
    {
        OptimizerPlan plan = NormProgram.Plan;
        // g, then half; w, half and the count, then w and the count.
        Assert.Equal(2 + 4 + (2 + 4 + 1) + (2 + 1), plan.BytesPerElementFor(parameter: 2, gradient: 2, state: 1));
        Assert.Equal(plan.BytesPerElement, plan.BytesPerElementFor(4, 4, 4));
    }

    private static void CheckAdamW(int threads, int laneCount)
    {
        using var engine = new StepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor>
        {
            Threads = threads,
            LaneCount = laneCount,
        };
        var group = new StepGroup(4) { LearningRate = 0.01 };
        ((double[])[0.01, 0.9, 0.999, 1e-8]).CopyTo(group.Hyperparameters);
        ArrayParameter[] tensors = [.. All()];
        StepParameter[] parameters = [.. tensors.Select(tensor =>
            tensor.ValueFormat.AddParameter(engine, tensor.GradientFormat, group, new TensorShape([tensor.Length])))];
        for (int step = 1; step <= Steps; step++)
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                Tensors.NewGradient(tensors[i], step);
                parameters[i].Value = tensors[i].ValuePointer;
                parameters[i].Gradient = tensors[i].GradientPointer;
                parameters[i].HasGradient = true;
            }
            engine.Step();
        }

        for (int i = 0; i < tensors.Length; i++)
        {
            Trained expected = Expected.Value[i];
            Assert.Equal(expected.W, Tensors.Value(tensors[i]));
            Assert.Equal(expected.M, new ReadOnlySpan<float>(parameters[i].ElementState(0), (int)tensors[i].Length).ToArray());
            Assert.Equal(expected.V, new ReadOnlySpan<float>(parameters[i].ElementState(1), (int)tensors[i].Length).ToArray());
        }
    }

    private static IEnumerable<ArrayParameter> All() =>
        from type in Types
        from gradientType in Types
        from length in Lengths
        select Tensors.Vector($"{type}, {gradientType}, {length}", length, seed: length, type, gradientType);

    private static Trained TrainSlowly(ArrayParameter tensor)
    {
        var slow = new SlowAdamW(Tensors.Value(tensor), tensor.Type switch
        {
            ElementType.BFloat16 => SlowFormat.BFloat16.Round,
            ElementType.Float16 => SlowFormat.Float16.Round,
            _ => null,
        });
        for (int step = 1; step <= Steps; step++)
        {
            Tensors.NewGradient(tensor, step);
            slow.Step(Tensors.Gradient(tensor), lr: 0.01);
        }
        return new Trained(slow.W, slow.M, slow.V);
    }

    private sealed record Trained(float[] W, float[] M, float[] V);
}
