using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Storage;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Execution;

[Collection(Alone.Name)]
public sealed unsafe class StepEngineTests
{
    /// <summary>Empty, tails, tiles, chunks, and two that are spread over the threads.</summary>
    private static readonly int[] Lengths = [0, 1, 7, 16, 100, 511, 512, 513, 4095, 4096, 4097, 20_000, 65_535, 65_536, 300_001];

    [Theory]
    [InlineData(1, 16)]
    [InlineData(1, 8)]
    [InlineData(1, 4)]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(7, 16)]
    public void AdamW_is_the_plain_loop(int threads, int laneCount)
    {
        using var engine = new StepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor>
        {
            Threads = threads,
            LaneCount = laneCount,
        };
        StepGroup group = Hyperparameters(0.01, 0.9, 0.999, 1e-8);
        ArrayParameter[] tensors = [.. Lengths.Select((length, i) => Tensors.Vector($"p{i}", length, i))];
        SlowAdamW[] slow = [.. tensors.Select(tensor => new SlowAdamW(tensor.Value.ToArray()))];
        StepParameter[] parameters = [.. tensors.Select(tensor => engine.AddParameter(group, new TensorShape([tensor.Length])))];
        for (int step = 1; step <= 3; step++)
        {
            group.LearningRate = 0.01 * step;
            for (int i = 0; i < tensors.Length; i++)
            {
                Tensors.NewGradient(tensors[i], (100 * step) + i);
                slow[i].Step(tensors[i].Gradient.ToArray(), group.LearningRate);
                Bind(parameters[i], tensors[i]);
            }
            engine.Step();
        }

        Assert.Equal(3, engine.StepCount);
        for (int i = 0; i < tensors.Length; i++)
        {
            Assert.Equal(slow[i].W, tensors[i].Value.ToArray());
            Assert.Equal(slow[i].M, new ReadOnlySpan<float>(parameters[i].ElementState(0), Lengths[i]).ToArray());
            Assert.Equal(slow[i].V, new ReadOnlySpan<float>(parameters[i].ElementState(1), Lengths[i]).ToArray());
            Assert.Equal(3, parameters[i].UpdateClock);
        }
    }

    [Fact]
    public void Two_passes_with_states_of_every_scope_are_the_plain_computation()
    {
        float[] w = Tensors.Numbers(5000, 1);
        float[] g = Tensors.Numbers(5000, 2);
        var parameter = new ArrayParameter("p", w.ToArray(), g, [50, 100]);
        using var optimizer = new Norm([parameter], lr: 0.5, factor: 3) { Threads = 1 };
        double average = 1;
        for (int step = 1; step <= 6; step++)
        {
            optimizer.Step();
            // k is 1, 2, 3, 4, then the fourth update restarts it.
            double k = step <= 4 ? step : step - 4;
            double norm = Math.Sqrt(SlowFold.SumOfSquares(g) / 5000);
            average = (0.5 * average) + (0.5 * norm) + 2 + (step == 1 ? 100 : 0);
            float lr = (float)(0.5 * 3 / step);
            for (int i = 0; i < w.Length; i++)
                w[i] -= lr * ((g[i] * 0.5f) * (float)(k / norm));
            Assert.Equal(w, parameter.Value.ToArray());
            Assert.Equal(average, optimizer.State("p")["Norm.average"].Value);
            Assert.Equal(w.Max(), optimizer.State("p")["Norm.largest"].Value);
            Assert.Equal(step < 4 ? 10 + step : step - 4, optimizer.State("p")["Norm.since"].Value);
            Assert.All(optimizer.State("p")["Norm.count"].Span.ToArray(), count => Assert.Equal(2 + step, count));
        }
    }

    [Fact]
    public void Threads_and_lanes_change_no_bit()
    {
        long[][] results = [.. new[] { (1, 16), (1, 1), (1, 4), (2, 8), (7, 8), (7, 4), (3, 1) }
            .Select(setting => RunNorm(setting.Item1, setting.Item2))];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void Threads_may_change_between_steps()
    {
        ArrayParameter[] left = [.. Lengths.Select((length, i) => Tensors.Vector($"p{i}", length, i))];
        ArrayParameter[] right = [.. Lengths.Select((length, i) => Tensors.Vector($"p{i}", length, i))];
        using var steady = new Norm(left) { Threads = 1 };
        using var changing = new Norm(right) { Threads = 1 };
        foreach (int threads in new[] { 1, 3, 2, 1, 5 })
        {
            changing.Threads = threads;
            steady.Step();
            changing.Step();
        }
        for (int i = 0; i < left.Length; i++)
            Assert.Equal(left[i].Value.ToArray(), right[i].Value.ToArray());
    }

    [Fact]
    public void A_parameter_without_a_gradient_keeps_value_state_and_clock()
    {
        ArrayParameter still = Tensors.Vector("still", 100, 1);
        ArrayParameter moving = Tensors.Vector("moving", 100, 1);
        ArrayParameter alone = Tensors.Vector("alone", 100, 1);
        using var optimizer = new AdamW([still, moving]) { Threads = 1 };
        using var other = new AdamW([alone]) { Threads = 1 };
        optimizer.Step();
        other.Step();
        still.HasGradient = false;
        float[] before = still.Value.ToArray();
        float[] moment = optimizer.State("still")["Adam.m"].Span.ToArray();
        optimizer.Step();
        Assert.Equal(before, still.Value.ToArray());
        Assert.Equal(moment, optimizer.State("still")["Adam.m"].Span.ToArray());
        Assert.NotEqual(before, moving.Value.ToArray());

        // Its next update is its second: bias corrections go on from there, as if the step had not been.
        still.HasGradient = true;
        optimizer.Step();
        other.Step();
        Assert.Equal(alone.Value.ToArray(), still.Value.ToArray());
        Assert.Equal(3, optimizer.StepCount);
    }

    [Fact]
    public void A_step_without_any_gradient_counts_and_changes_nothing()
    {
        ArrayParameter parameter = Tensors.Vector("p", 10);
        parameter.HasGradient = false;
        float[] before = parameter.Value.ToArray();
        using var optimizer = new AdamW([parameter]);
        optimizer.Step();
        Assert.Equal(before, parameter.Value.ToArray());
        Assert.Equal(1, optimizer.StepCount);
    }

    [Fact]
    public void A_parameter_that_joins_late_begins_at_its_own_first_update()
    {
        ArrayParameter early = Tensors.Vector("early", 5000, 1);
        ArrayParameter late = Tensors.Vector("late", 70_000, 2);
        ArrayParameter alone = Tensors.Vector("late", 70_000, 2);
        using var optimizer = new AdamW([early]) { Threads = 2 };
        using var other = new AdamW([alone]) { Threads = 1 };
        optimizer.Step();
        optimizer.Step();
        float[] kept = optimizer.State("early")["Adam.v"].Span.ToArray();
        optimizer.AddParamGroup(new AdamW.ParamGroup([late]));
        Assert.Equal(kept, optimizer.State("early")["Adam.v"].Span.ToArray());
        optimizer.Step();
        other.Step();
        Assert.Equal(alone.Value.ToArray(), late.Value.ToArray());
    }

    [Fact]
    public void Step_values_are_computed_once_for_all_that_share_them()
    {
        ArrayParameter[] tensors = [.. Enumerable.Range(0, 10).Select(i => Tensors.Vector($"p{i}", 10 + i, i))];
        var first = new Norm.ParamGroup(tensors.Take(5));
        var second = new Norm.ParamGroup(tensors.Skip(5));
        using var optimizer = new Norm(first, second) { Threads = 2 };
        Assert.Equal(2, ComputedSteps(optimizer));

        // The same clock with another step state is another set of values, and its result goes to that parameter alone.
        optimizer.State("p9")["Norm.since"].Value = 77;
        Assert.Equal(3, ComputedSteps(optimizer));
        Assert.Equal(78, optimizer.State("p9")["Norm.since"].Value);
        Assert.Equal(12, optimizer.State("p8")["Norm.since"].Value);

        // Two of the first group fall behind by one update.
        tensors[0].HasGradient = tensors[1].HasGradient = false;
        Assert.Equal(3, ComputedSteps(optimizer));
        tensors[0].HasGradient = tensors[1].HasGradient = true;
        Assert.Equal(4, ComputedSteps(optimizer));

        foreach (ArrayParameter tensor in tensors)
            tensor.HasGradient = false;
        Assert.Equal(0, ComputedSteps(optimizer));
    }

    [Fact]
    public void The_first_update_is_known_after_a_restart_of_the_clock()
    {
        using var engine = new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor> { Threads = 1 };
        StepGroup group = Hyperparameters(1);
        using ArrayParameter tensor = Tensors.Vector("p", 10);
        StepParameter old = engine.AddParameter(group, new TensorShape([10]));
        Bind(old, tensor);
        for (int step = 0; step < 4; step++)
            engine.Step();
        StepParameter late = engine.AddParameter(group, new TensorShape([10]));
        Bind(late, tensor);

        // Both are at k = 1 with the same step state now; only one is at its first update, which adds 100 to its average.
        late.HostState(2) = old.HostState(2);
        Assert.Equal(0, old.UpdateClock);
        NormProgram.ComputedSteps = 0;
        double before = old.HostState(0);
        engine.Step();
        Assert.Equal(2, NormProgram.ComputedSteps);
        Assert.InRange(late.HostState(0), 100, 110);
        Assert.InRange(old.HostState(0), 0, before);
    }

    [Fact]
    public void Many_step_values_are_kept_apart()
    {
        // So many entries that they meet in the buckets of the table.
        const int count = 500;
        using var engine = new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor> { Threads = 1 };
        using ArrayParameter tensor = Tensors.Vector("p", 4);
        StepGroup shared = Hyperparameters(1);
        StepParameter[] parameters = new StepParameter[3 * count];
        for (int i = 0; i < parameters.Length; i++)
        {
            // One third differ by group, one by clock, one by step state.
            parameters[i] = engine.AddParameter(i < count ? Hyperparameters(1) : shared, new TensorShape([4]));
            Bind(parameters[i], tensor);
            if (i >= 2 * count)
                parameters[i].HostState(2) = i;
            else if (i >= count)
                parameters[i].UpdateClock = i;
        }
        NormProgram.ComputedSteps = 0;
        engine.Step();
        Assert.Equal(3 * count, NormProgram.ComputedSteps);
        for (int i = 0; i < parameters.Length; i++)
        {
            Assert.Equal(i >= 2 * count ? i + 1 : 11, parameters[i].HostState(2));
            Assert.Equal(i >= count && i < 2 * count ? i + 1 : 1, parameters[i].UpdateClock);
        }

        // Groups that agree by now are still groups of their own.
        NormProgram.ComputedSteps = 0;
        engine.Step();
        Assert.Equal(3 * count, NormProgram.ComputedSteps);
    }

    [Fact]
    public void State_lies_on_cache_lines()
    {
        using var engine = new StepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor>();
        for (int length = 1; length < 40; length++)
        {
            StepParameter parameter = engine.AddParameter(new StepGroup(4), new TensorShape([length]));
            Assert.Equal(0, (nint)parameter.ElementState(0) % 64);
            Assert.Equal(0, (nint)parameter.ElementState(1) % 64);
            Assert.True((byte*)parameter.ElementState(1) - (byte*)parameter.ElementState(0) >= 4 * length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Kernels_move_the_bytes_of_the_plan(int threads)
    {
        Assert.Equal(28, AdamW.Program.Plan.BytesPerElement);
        CheckBytes<Float32, Float32>(threads);
        CheckBytes<BFloat16, BFloat16>(threads);
        CheckBytes<Float16, Float32>(threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_step_after_the_first_allocates_nothing(int threads)
    {
        ArrayParameter[] tensors = [.. Lengths.Select((length, i) => Tensors.Vector($"p{i}", length, i))];
        using var optimizer = new Norm(tensors) { Threads = threads };
        optimizer.Step();
        long own = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);

        // Other threads of the test host may allocate now and then; a step that allocates does so in every try.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            tensors[3].HasGradient = attempt % 2 == 0;
            long before = GC.GetTotalAllocatedBytes(precise: true);
            optimizer.Step();
            optimizer.Step();
            optimizer.Step();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Lane_counts_are_those_of_vectors()
    {
        using var engine = new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor>();
        Assert.Equal(StepEngine.WidestLaneCount, engine.LaneCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.LaneCount = 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Threads = 0);
    }

    [Fact]
    public void States_are_asked_for_by_their_scope()
    {
        using var engine = new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor>();
        StepParameter parameter = engine.AddParameter(new StepGroup(1), new TensorShape([3]));
        Assert.Equal(1, parameter.HostState(0));
        Assert.Equal(2, *(float*)parameter.ElementState(1));
        Assert.Equal(10, parameter.HostState(2));
        Assert.Throws<ArgumentException>(() => (nint)parameter.ElementState(0));
        Assert.Throws<ArgumentException>(() => parameter.HostState(1));
    }

    [Fact]
    public void A_disposed_engine_says_so()
    {
        var engine = new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor>();
        StepParameter parameter = engine.AddParameter(new StepGroup(1), new TensorShape([3]));
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(engine.Step);
        Assert.Throws<ObjectDisposedException>(() => engine.AddParameter(new StepGroup(1), new TensorShape([3])));
        Assert.Throws<ObjectDisposedException>(() => (nint)parameter.ElementState(1));
        Assert.Throws<ObjectDisposedException>(() => parameter.HostState(0));
    }

    private static void CheckBytes<TParameter, TGradient>(int threads)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
    {
        using var engine = new StepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor,
            CountingStorage<TParameter, WeightRole>, CountingStorage<TGradient, GradientRole>, CountingStorage<Float32, StateRole>>
        {
            Threads = threads,
        };
        int[] lengths = [1003, 100_001];
        ArrayParameter[] tensors = [.. lengths.Select(length => Tensors.Vector($"{length}", length))];
        foreach (ArrayParameter tensor in tensors)
            Bind(engine.AddParameter(Hyperparameters(0, 0.9, 0.999, 1e-8), new TensorShape([tensor.Length])), tensor);
        CountingStorage<TParameter, WeightRole>.Reset();
        CountingStorage<TGradient, GradientRole>.Reset();
        CountingStorage<Float32, StateRole>.Reset();
        engine.Step();

        long elements = lengths.Sum();
        long weightBytes = CountingStorage<TParameter, WeightRole>.BytesRead;
        long gradientBytes = CountingStorage<TGradient, GradientRole>.BytesRead;
        long stateBytes = CountingStorage<Float32, StateRole>.BytesRead;
        Assert.Equal(TParameter.Size * elements, weightBytes);
        Assert.Equal(weightBytes, CountingStorage<TParameter, WeightRole>.BytesWritten);
        Assert.Equal(TGradient.Size * elements, gradientBytes);
        Assert.Equal(0, CountingStorage<TGradient, GradientRole>.BytesWritten);
        Assert.Equal(8 * elements, stateBytes);
        Assert.Equal(stateBytes, CountingStorage<Float32, StateRole>.BytesWritten);
        Assert.Equal(
            elements * AdamW.Program.Plan.BytesPerElementFor(TParameter.Size, TGradient.Size, Float32.Size),
            (2 * weightBytes) + gradientBytes + (2 * stateBytes));
    }

    private static int ComputedSteps(Norm optimizer)
    {
        NormProgram.ComputedSteps = 0;
        optimizer.Step();
        return NormProgram.ComputedSteps;
    }

    private static long[] RunNorm(int threads, int laneCount)
    {
        using var engine = new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor>
        {
            Threads = threads,
            LaneCount = laneCount,
        };
        var group = new StepGroup(1) { LearningRate = 0.1 };
        group.Hyperparameters[0] = 1;
        ArrayParameter[] tensors = [.. Lengths.Select((length, i) => Tensors.Vector($"p{i}", length, i))];
        StepParameter[] parameters = [.. tensors.Select(tensor => engine.AddParameter(group, new TensorShape([tensor.Length])))];
        for (int step = 0; step < 3; step++)
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                Tensors.NewGradient(tensors[i], (100 * step) + i);
                Bind(parameters[i], tensors[i]);
            }
            engine.Step();
        }
        var bits = new List<long>();
        for (int i = 0; i < tensors.Length; i++)
        {
            bits.Add(BitConverter.DoubleToInt64Bits(parameters[i].HostState(0)));
            bits.Add(BitConverter.DoubleToInt64Bits(parameters[i].HostState(3)));
            foreach (float value in tensors[i].Value)
                bits.Add(BitConverter.SingleToInt32Bits(value));
        }
        return [.. bits];
    }

    private static StepGroup Hyperparameters(params double[] values)
    {
        var group = new StepGroup(values.Length) { LearningRate = 0.01 };
        values.CopyTo(group.Hyperparameters);
        return group;
    }

    private static void Bind(StepParameter parameter, ArrayParameter tensor)
    {
        parameter.Value = tensor.ValuePointer;
        parameter.Gradient = tensor.GradientPointer;
        parameter.HasGradient = true;
    }

    private struct WeightRole;

    private struct GradientRole;

    private struct StateRole;
}
