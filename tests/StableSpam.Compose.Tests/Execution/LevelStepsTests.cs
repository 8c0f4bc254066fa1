using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Execution;

/// <summary>Steps in which tensors wait for each other, on <see cref="GroupProgram"/>.</summary>
[Collection(Alone.Name)]
public sealed unsafe class LevelStepsTests
{
    private const int Average = 0;
    private const int Kept = 1;
    private const int Total = 2;
    private const int Count = 3;
    private const int Since = 4;
    private const int All = 5;
    private const int Untouched = 6;

    /// <summary>Empty, tails, chunks, and two that are spread over the threads, in no order.</summary>
    private static readonly int[] Lengths = [513, 0, 65_536, 1, 20_000, 7, 4097, 100_001, 16, 511];

    [Theory]
    [InlineData(1, 16)]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(7, 4)]
    [InlineData(1, 8, 3)]
    [InlineData(2, 16, 2)]
    public void Levels_are_the_plain_computation(int threads, int laneCount, int programs = 1)
    {
        using var run = new Run(threads, laneCount, programs);
        for (int step = 1; step <= 6; step++)
        {
            // Gradients come and go; in step 3 all of the first group are without, in step 4 one element is no number.
            float[]?[] gradients = [.. Lengths.Select((length, i) => HasGradient(step, i) ? Tensors.Numbers(length, (100 * step) + i) : null)];
            if (step == 4)
                gradients[4]![19_999] = float.NaN;
            if (step == 5)
                run.AddLate(30_000);
            run.Step(run.Parameters.Count > Lengths.Length ? [.. gradients, Tensors.Numbers(30_000, step)] : gradients);
            Assert.Equal(step < 4 ? step : step - 1, run.Engine.StepCount);
            Assert.Equal(step < 4 ? 0 : 1, run.Engine.SkippedSteps);
            run.AssertIsPlain();
        }
    }

    [Fact]
    public void Sums_over_tensors_follow_the_order_in_which_they_were_added()
    {
        // In double, 1 is lost beside 2^54; the four that come before it are not. The longest tensor is not the first.
        using var engine = new StepEngine<GroupProgram, GroupProgram.Step, GroupProgram.Tensor> { Threads = 2 };
        var group = new StepGroup(0);
        float[][] gradients = [[1], [1], [1], [1], [134_217_728, 0], [1], [1]];
        ArrayParameter[] tensors = [.. gradients.Select((gradient, i) => new ArrayParameter($"p{i}", new float[gradient.Length], gradient, [gradient.Length]))];
        StepParameter[] parameters = [.. tensors.Select(tensor => engine.AddParameter(group, new TensorShape([tensor.Length])))];
        for (int i = 0; i < tensors.Length; i++)
            Bind(parameters[i], tensors[i]);
        engine.Step();
        Assert.All(parameters, parameter => Assert.Equal(18_014_398_509_481_988, parameter.HostState(All)));
    }

    [Fact]
    public void A_skipped_step_leaves_every_bit()
    {
        using var run = new Run(threads: 2, laneCount: 8);
        float[]?[] gradients = [.. Lengths.Select((length, i) => Tensors.Numbers(length, i))];
        run.Step(gradients);
        long[] before = run.Bits();
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            gradients[2]![17] = bad;
            run.Step(gradients);
            Assert.Equal(before, run.Bits());
        }
        Assert.Equal(1, run.Engine.StepCount);
        Assert.Equal(3, run.Engine.SkippedSteps);
        Assert.All(run.Parameters, parameter => Assert.Equal(1, parameter.UpdateClock));

        // The next step is the second, for the steps that were skipped have left nothing behind.
        gradients[2]![17] = 0;
        run.Step(gradients);
        Assert.NotEqual(before, run.Bits());
        run.AssertIsPlain();
    }

    [Fact]
    public void The_first_step_of_all_may_be_skipped()
    {
        using var run = new Run(threads: 1, laneCount: 8);
        float[]?[] gradients = [.. Lengths.Select((length, i) => Tensors.Numbers(length, i))];
        gradients[0]![0] = float.NaN;
        run.Step(gradients);
        Assert.All(run.Parameters, parameter => Assert.False(parameter.IsUpdated));
        run.AssertIsPlain();
    }

    [Fact]
    public void A_tensor_without_a_gradient_cannot_skip_a_step()
    {
        using var run = new Run(threads: 1, laneCount: 8);
        float[]?[] gradients = [.. Lengths.Select((length, i) => i == 0 ? null : Tensors.Numbers(length, i))];
        run.Tensors[0].Gradient.Fill(float.NaN);
        run.Step(gradients);
        Assert.Equal(1, run.Engine.StepCount);
        run.AssertIsPlain();
    }

    [Fact]
    public void A_step_without_any_gradient_counts_and_is_not_skipped()
    {
        using var run = new Run(threads: 1, laneCount: 8);
        long[] before = run.Bits();
        run.Step(new float[]?[Lengths.Length]);
        Assert.Equal(before, run.Bits());
        Assert.Equal(1, run.Engine.StepCount);
        Assert.Equal(0, run.Engine.SkippedSteps);
    }

    [Fact]
    public void A_group_state_belongs_to_its_group_in_its_engine()
    {
        using var left = new Run(threads: 1, laneCount: 8);
        using var right = new StepEngine<GroupProgram, GroupProgram.Step, GroupProgram.Tensor>();
        StepParameter elsewhere = right.AddParameter(left.Parameters[0].Group, new TensorShape([3]));
        left.Parameters[0].HostState(Average) = 5;
        Assert.Equal(5, left.Parameters[2].HostState(Average));
        Assert.Equal(0.25, left.Parameters[1].HostState(Average));
        Assert.Equal(0.25, elsewhere.HostState(Average));
        Assert.Equal(0, left.Parameters[0].HostState(Total));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(2, 2)]
    public void A_step_after_the_first_allocates_nothing(int threads, int programs = 1)
    {
        using var run = new Run(threads, laneCount: 8, programs);
        run.Step([.. Lengths.Select((length, i) => Tensors.Numbers(length, i))]);

        // Other threads of the test host may allocate now and then; a step that allocates does so in every try.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            run.Parameters[3].HasGradient = attempt % 2 == 0;
            run.Tensors[4].Gradient[0] = attempt % 3 == 0 ? float.NaN : 0;
            long before = GC.GetTotalAllocatedBytes(precise: true);
            run.Engine.Step();
            run.Engine.Step();
            run.Engine.Step();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.Equal(0, least);
    }

    private static bool HasGradient(int step, int tensor) =>
        tensor == 4 || ((step + tensor) % 4 != 0 && !(step == 3 && Run.IsOfFirstGroup(tensor)));

    private static void Bind(StepParameter parameter, ArrayParameter tensor)
    {
        parameter.Value = tensor.ValuePointer;
        parameter.Gradient = tensor.GradientPointer;
        parameter.HasGradient = true;
    }

    /// <summary>The program in an engine, beside the plain loops.</summary>
    private sealed class Run : IDisposable
    {
        private readonly SlowGroupProgram _slow = new();
        private readonly SlowGroupProgram.Group[] _slowGroups = [new(0.5), new(0.125)];
        private readonly StepGroup[] _groups = [new(0) { LearningRate = 0.5 }, new(0) { LearningRate = 0.125 }];
        private readonly List<ArrayParameter> _tensors = [];
        private readonly List<StepParameter> _parameters = [];
        private readonly int _programs;

        // Several programs of one chain, which happen to be the same, share the tensors out; together they do what one does.
        public Run(int threads, int laneCount, int programs = 1)
        {
            _programs = programs;
            StepEngine[] engines = [.. Enumerable.Range(0, programs).Select(_ => new StepEngine<GroupProgram, GroupProgram.Step, GroupProgram.Tensor>())];
            Engine = programs == 1 ? engines[0] : new ProgramsEngine([engines]);
            (Engine.Threads, Engine.LaneCount) = (threads, laneCount);
            for (int i = 0; i < Lengths.Length; i++)
                Add(IsOfFirstGroup(i) ? 0 : 1, Lengths[i]);
        }

        public StepEngine Engine { get; }

        public IReadOnlyList<ArrayParameter> Tensors => _tensors;

        public IReadOnlyList<StepParameter> Parameters => _parameters;

        public static bool IsOfFirstGroup(int tensor) => tensor is 0 or 2 or 7 or 9;

        public void AddLate(int length) => Add(0, length);

        public void Step(IReadOnlyList<float[]?> gradients)
        {
            for (int i = 0; i < _tensors.Count; i++)
            {
                Bind(_parameters[i], _tensors[i]);
                _parameters[i].HasGradient = gradients[i] is not null;
                gradients[i]?.CopyTo(_tensors[i].Gradient);
            }
            Engine.Step();
            _slow.Step(gradients);
        }

        public void AssertIsPlain()
        {
            for (int i = 0; i < _tensors.Count; i++)
            {
                SlowGroupProgram.Tensor slow = _slow.Tensors[i];
                Assert.Equal(slow.Value, _tensors[i].Value.ToArray());
                Assert.Equal(slow.Group.Average, _parameters[i].HostState(Average));
                Assert.Equal(slow.Group.Total, _parameters[i].HostState(Total));
                Assert.Equal(slow.Kept, _parameters[i].HostState(Kept));
                Assert.Equal(slow.All, _parameters[i].HostState(All));
                Assert.Equal(10 + slow.Updates, _parameters[i].HostState(Since));
                Assert.Equal(7, _parameters[i].HostState(Untouched));
                Assert.Equal(slow.Updates, _parameters[i].UpdateClock);
                foreach (float count in new ReadOnlySpan<float>(_parameters[i].ElementState(Count), (int)_tensors[i].Length))
                    Assert.Equal(2 + slow.Updates, count);
            }
        }

        public long[] Bits()
        {
            var bits = new List<long>();
            for (int i = 0; i < _tensors.Count; i++)
            {
                foreach (int state in new[] { Average, Kept, Total, Since, All, Untouched })
                    bits.Add(BitConverter.DoubleToInt64Bits(_parameters[i].HostState(state)));
                foreach (float count in new ReadOnlySpan<float>(_parameters[i].ElementState(Count), (int)_tensors[i].Length))
                    bits.Add(BitConverter.SingleToInt32Bits(count));
                foreach (float value in _tensors[i].Value)
                    bits.Add(BitConverter.SingleToInt32Bits(value));
            }
            return [.. bits];
        }

        public void Dispose()
        {
            Engine.Dispose();
            foreach (ArrayParameter tensor in _tensors)
                tensor.Dispose();
        }

        private void Add(int group, int length)
        {
            ArrayParameter tensor = Programs.Tensors.Vector($"p{_tensors.Count}", length, _tensors.Count);
            _slow.Add(_slowGroups[group], tensor.Value.ToArray());
            _tensors.Add(tensor);
            _parameters.Add(Engine.OfProgram(_parameters.Count % _programs).AddParameter(_groups[group], new TensorShape([length])));
        }
    }
}
