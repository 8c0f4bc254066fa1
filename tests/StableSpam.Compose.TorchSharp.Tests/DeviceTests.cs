using StableSpamCompose.Plans;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>
/// Tensors on other devices: TorchSharp's operations do what the kernels do. Only the test double has devices everywhere, so
/// these tests are for it.
/// </summary>
public class DeviceTests
{
    private const int Steps = 12;

    public static TheoryData<string> Optimizers => [.. Run.Optimizers];

#if TORCH_CONTRACT
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Operations_agree_with_kernels(string name)
    {
        Bits.BitProblem problem = Run.Small;
        IReadOnlyDictionary<string, double> settings = Bits.BitProblem.Settings(TorchLibrary.Find(name).Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        using var kernels = new Run(problem, name);
        Parameter[] elsewhere = [.. Enumerable.Range(0, problem.Lengths.Count).Select(i => On(MPS, problem.Initial(i), problem.Shape(i).ToArray()))];
        using TorchOptimizer operations = TorchLibrary.Create(name, elsewhere.Select((parameter, i) => ($"tensor {i}", parameter)), settings);
        double worst = 0;
        for (int step = 1; step <= Steps; step++)
        {
            kernels.Step(step, step);
            for (int i = 0; i < elsewhere.Length; i++)
            {
                if (problem.HasGradient(step, i))
                    elsewhere[i].SetGradient(problem.Gradient(step, i));
                else
                    elsewhere[i].grad = null;
            }
            operations.step();
            for (int i = 0; i < elsewhere.Length; i++)
                worst = Math.Max(worst, Distance(problem.Initial(i), kernels.Parameters[i].Numbers(), elsewhere[i].Numbers(), step));
        }

        // The bound of the recorded trajectories: what fp32 rounding explains.
        Assert.True(worst <= 1, $"{worst} times what rounding explains");
        Assert.Equal(kernels.Optimizer.StepCount, operations.StepCount);
        for (int i = 0; i < elsewhere.Length; i++)
            AssertAlike(kernels.Optimizer.GetState($"tensor {i}"), operations.GetState($"tensor {i}"));
    }

    [Fact]
    public void Devices_may_be_mixed_and_share_a_norm()
    {
        using Parameter here = Tensors.Parameter([1, 2], 2), there = On(MPS, [3, 4], 2);
        using Parameter one = Tensors.Parameter([1, 2], 2), other = Tensors.Parameter([3, 4], 2);
        using var mixed = new AdamGradClip([here, there], lr: 0.1);
        using var alike = new AdamGradClip([one, other], lr: 0.1);
        foreach ((Parameter parameter, float[] gradient) in new[] { (here, new[] { 3f, 0 }), (there, [0, 4f]), (one, [3f, 0]), (other, [0, 4f]) })
            parameter.SetGradient(gradient);
        for (int step = 0; step < 4; step++)
        {
            mixed.step();
            alike.step();
        }

        Assert.Equal(one.Bits(), here.Bits());
        Assert.Equal(other.Numbers().Select(x => Math.Round(x, 5)), there.Numbers().Select(x => Math.Round(x, 5)));
    }

    [Fact]
    public void State_moves_with_to_and_has_to_be_where_the_parameter_is()
    {
        using Parameter parameter = Tensors.Parameter([1, 2], 2);
        using var optimizer = new AdamW([("w", parameter)]);
        parameter.SetGradient(1, -1);
        optimizer.step();
        Tensor before = optimizer.GetState("w")["Adam.m"];
        int[] bits = before.Bits();
        optimizer.to(MPS);

        Assert.True(before.IsInvalid);
        Assert.Equal((DeviceType.MPS, true), (optimizer.GetState("w")["Adam.m"].device_type, bits.SequenceEqual(optimizer.GetState("w")["Adam.m"].Bits())));
        Assert.Contains("is on mps:0 and the parameter on cpu", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        optimizer.to(CPU);
        optimizer.step();
        Assert.Equal(2, optimizer.StepCount);
    }

    [Fact]
    public void A_file_from_one_device_is_loaded_on_another()
    {
        using Parameter here = Tensors.Parameter([1, 2], 2), there = On(CUDA, [1, 2], 2);
        using var saved = new AdamW([("w", here)]);
        here.SetGradient(1, -1);
        saved.step();
        using var loaded = new AdamW([("w", there)]);
        StateDictTests.Load(StateDictTests.Save(saved), loaded);

        Assert.Equal(saved.GetState("w")["Adam.v"].Bits(), loaded.GetState("w")["Adam.v"].Bits());
        Assert.Equal(DeviceType.CUDA, loaded.GetState("w")["Adam.v"].device_type);
        saved.load_state_dict(loaded.state_dict());
        Assert.Equal(DeviceType.CPU, saved.GetState("w")["Adam.v"].device_type);
    }

    [Fact]
    public void Steps_elsewhere_leave_nothing_behind()
    {
        using Parameter parameter = On(MPS, [1, 2], 2);
        using var optimizer = new StableSpam([("w", parameter)], maximize: true);
        parameter.SetGradient(1, -1);
        optimizer.step();
        optimizer.zero_grad();
        (int, long, long) before = Counts();
        for (int step = 0; step < 20; step++)
        {
            optimizer.step();
            optimizer.zero_grad();
        }

        Assert.Equal(before, Counts());
        Assert.Equal([0f, 0], parameter.grad!.Numbers());

        static (int, long, long) Counts() => (TorchSharp.Contract.HandleLedger.LiveCount, Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Climbing_elsewhere_is_descending_the_other_gradient()
    {
        using Parameter climbs = On(MPS, [1, 2], 2), descends = On(MPS, [1, 2], 2);
        using var up = new Lion([climbs], maximize: true);
        using var down = new Lion([descends]);
        climbs.SetGradient(1, -3);
        descends.SetGradient(-1, 3);
        up.step();
        down.step();

        Assert.Equal(descends.Bits(), climbs.Bits());
        Assert.NotEqual([1, 2], climbs.Numbers());
    }
#endif

    // States are on the device, and the same but for rounding: of their largest number, or to a place of the 16 bits they are kept in.
    private static void AssertAlike(TorchState expected, TorchState actual)
    {
        Assert.Equal((StepBackend.Cpu, StepBackend.TensorCode), (expected.Backend, actual.Backend));
        Assert.Equal(expected.UpdateClock, actual.UpdateClock);
        foreach (StateInfo state in expected.States)
        {
            if (state.Scope <= StateScope.Tensor)
            {
                Assert.Equal(expected.GetNumber(state.Name), actual.GetNumber(state.Name), 1e-5 * Math.Abs(expected.GetNumber(state.Name)));
                continue;
            }
            Assert.Equal(DeviceType.MPS, actual[state.Name].device_type);
            float[] numbers = expected[state.Name].Numbers();
            double tolerance = (state.Type == Arrays.ElementType.Float32 ? 1e-5 : 1e-2) * numbers.Select(Math.Abs).DefaultIfEmpty().Max();
            Assert.All(numbers.Zip(actual[state.Name].Numbers()), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
        }
    }

    private static Parameter On(Device device, float[] values, params long[] shape) => Tensors.Parameter(device, ScalarType.Float32, values, shape);

    internal static double Distance(float[] start, float[] expected, float[] actual, int step)
    {
        double difference = 0, moved = 0, size = 0;
        for (int i = 0; i < start.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            moved += Math.Pow(expected[i] - start[i], 2);
            size += Math.Pow(expected[i], 2);
        }
        double bound = (1e-5 * Math.Sqrt(moved)) + (2 * Math.Sqrt(step) * Math.Pow(2, -24) * Math.Sqrt(size));
        return difference == 0 ? 0 : Math.Sqrt(difference) / bound;
    }
}
