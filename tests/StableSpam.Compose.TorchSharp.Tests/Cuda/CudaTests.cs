using StableSpamCompose.Agreement.Tests;
using StableSpamCompose.Bits;
using StableSpamCompose.Cuda;
#if TORCH_CONTRACT
using StableSpamCompose.Cuda.Tests.Emulation;
#endif
using StableSpamCompose.Plans;
using StableSpamCompose.Replay;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>On a CUDA device kernels step the tensors in place, with the bits of the CPU.</summary>
public class CudaTests
{
    private static readonly float[] Values = [1, -2, 3, -4, 5, -6];
    private static readonly float[] Gradient = [0.5f, -1, 2, -4, 8, -16];
    private static readonly Lazy<Problem> Recorded = new(() => Problem.Read(TestData.Golden("problem.json")));

    public static TheoryData<string> Cases => [.. GoldenCase.All.Select(golden => golden.Case)];

    /// <summary>One for each kind of state and of way through a step: elements alone, tensor values, a norm over all tensors.</summary>
    public static TheoryData<string> Kinds => ["AdamW", "StableSpam", "AdamGradClip", "Spam"];

    [CudaTheory]
    [MemberData(nameof(Cases))]
    public void The_recorded_trajectories_have_the_bits_of_the_CPU(string name)
    {
        GoldenCase golden = GoldenCase.All.Single(golden => golden.Case == name);
        Problem problem = Recorded.Value;
        using Pair pair = Pair.Of(golden.Optimizer, golden.Settings, [.. problem.Tensors.Select(tensor => (tensor.Name, tensor.Initial, tensor.Shape.ToArray()))]);
        if (RefusalOf(golden.Optimizer) is { Length: > 0 } refusal)
        {
            Assert.Equal((StepBackend.TensorCode, refusal), (pair.Cuda.GetState(problem.Tensors[0].Name).Backend, pair.Cuda.GetState(problem.Tensors[0].Name).WhyTensorCode));
            return;
        }
        for (int step = 1; step <= problem.Steps; step++)
            pair.Step([.. problem.Tensors.Select((_, i) => problem.Gradient(step, i).ToArray())]);
        pair.AssertSame();
    }

    [CudaTheory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Parameters_of_16_bits_have_them_too(ScalarType type)
    {
        foreach (string name in new[] { "StableSpam", "Lion" })
        {
            using Pair pair = Pair.Of(name, BitProblem.Settings([]), [("w", Values, [6]), ("odd", [1, 2, 3], [3])], type);
            for (int step = 0; step < 5; step++)
                pair.Step(Gradient, [1, -1, 0.25f]);
            pair.AssertSame();
        }
    }

    [CudaFact]
    public void Random_shapes_have_them_with_gradients_that_come_and_go()
    {
        BitProblem problem = Run.Small;
        using Pair pair = Pair.Of("StableSpam", BitProblem.Settings(["lr"]), [.. problem.Lengths.Select((_, i) => ($"tensor {i}", problem.Initial(i), problem.Shape(i).ToArray()))]);
        for (int step = 1; step <= problem.Steps; step++)
            pair.Step([.. problem.Lengths.Select((_, i) => problem.HasGradient(step, i) ? problem.Gradient(step, i) : null)]);
        pair.AssertSame();
    }

    [CudaTheory]
    [MemberData(nameof(Kinds))]
    public void Climbing_may_be_switched_on_and_off(string name)
    {
        using Pair pair = Pair.Of(name, BitProblem.Settings([]), [("w", Values, [6])]);
        for (int step = 0; step < 6; step++)
        {
            foreach (TorchOptimizer optimizer in pair.Both)
                ((TorchOptions)optimizer.state_dict().Options[0]).maximize = step % 3 != 2;
            pair.Step(Gradient);
        }
        pair.AssertSame();
    }

    [CudaTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Elements_that_do_not_lie_one_after_another_are_copied_to_and_fro(bool transposesValue, bool transposesGradient)
    {
        using Parameter plain = On(CUDA, Values, 2, 3);
        using Tensor columns = On(CUDA, [1, -4, -2, 5, 3, -6], 3, 2).detach();
        using Parameter strided = transposesValue ? new Parameter(columns.t()) : On(CUDA, Values, 2, 3);
        using var one = new StableSpam([plain]);
        using var other = new StableSpam([strided]);
        plain.SetGradient(Gradient);
        if (transposesGradient)
        {
            using Tensor gradient = On(CUDA, [0.5f, -4, -1, 8, 2, -16], 3, 2).detach();
            strided.grad = gradient.t();
        }
        else
        {
            strided.SetGradient(Gradient);
        }
        Assert.Equal((!transposesValue, !transposesGradient), (strided.is_contiguous(), strided.grad!.is_contiguous()));
        for (int step = 0; step < 3; step++)
        {
            one.step();
            other.step();
        }

        Assert.Equal(StepBackend.Cuda, other.GetState(strided).Backend);
        Assert.Equal(plain.Bits(), strided.Bits());
        Assert.NotEqual(Values, strided.Numbers());
        other.zero_grad();
        Assert.Equal(new float[6], strided.grad!.Numbers());
    }

    [CudaFact]
    public void Devices_and_types_may_be_mixed()
    {
        (Device, ScalarType)[] places = [(CPU, ScalarType.Float32), (CUDA, ScalarType.Float32), (CUDA, ScalarType.BFloat16), (CPU, ScalarType.Float16), (CUDA, ScalarType.Float32)];
        Parameter[] mixed = [.. places.Select(place => On(place.Item1, place.Item2, Values, 6))];
        Parameter[] alike = [.. places.Select(place => On(CPU, place.Item2, Values, 6))];
        using var one = new AdamW(mixed, lr: 0.1);
        using var other = new AdamW(alike, lr: 0.1);
        for (int step = 0; step < 4; step++)
        {
            foreach (Parameter parameter in mixed.Concat(alike))
                parameter.SetGradient(Gradient);
            one.step();
            other.step();
        }

        Assert.Equal(places.Select(place => place.Item1.type == DeviceType.CUDA ? StepBackend.Cuda : StepBackend.Cpu), mixed.Select(parameter => one.GetState(parameter).Backend));
        for (int i = 0; i < mixed.Length; i++)
        {
            Assert.Equal(alike[i].Bits(), mixed[i].Bits());
            Assert.Equal(other.GetState(alike[i])["Adam.m"].Bits(), one.GetState(mixed[i])["Adam.m"].Bits());
            Assert.Equal(4, one.GetState(mixed[i]).UpdateClock);
        }
        Assert.Equal(4, one.StepCount);
    }

    [CudaFact]
    public void Tensors_that_wait_for_each_other_across_devices_leave_the_kernels_and_lose_nothing()
    {
        float[] more = [7, -8];
        using Parameter first = On(CUDA, Values, 6), second = On(CUDA, more, 2), joins = On(CPU, more, 2);
        using Parameter a = On(CPU, Values, 6), b = On(CPU, more, 2), c = On(CPU, more, 2);
        using var mixed = new AdamGradClip([first, second], lr: 0.1);
        using var alike = new AdamGradClip([a, b], lr: 0.1);
        Step(3);
        Assert.Equal(StepBackend.Cuda, mixed.GetState(first).Backend);
        mixed.add_param_group(new AdamGradClip.ParamGroup([joins]));
        alike.add_param_group(new AdamGradClip.ParamGroup([c]));

        Assert.Equal((StepBackend.TensorCode, StepBackend.TensorCode, StepBackend.Cpu), (mixed.GetState(first).Backend, mixed.GetState(second).Backend, mixed.GetState(joins).Backend));
        Assert.Contains("they are on several devices", mixed.GetState(first).WhyTensorCode);
        Run.AssertSame(alike.GetState(a), mixed.GetState(first));
        Run.AssertSame(alike.GetState(b), mixed.GetState(second));
        Assert.Equal(3, mixed.StepCount);
        Step(3);
        Assert.Equal(6, mixed.StepCount);
        foreach ((Parameter expected, Parameter actual) in new[] { (a, first), (b, second), (c, joins) })
            Assert.Equal(expected.Numbers().Select(x => Math.Round(x, 5)), actual.Numbers().Select(x => Math.Round(x, 5)));
        // In the other order no kernels begin there at all.
        using Parameter there = On(CUDA, more, 2), here = On(CPU, more, 2);
        using var never = new AdamGradClip([here, there]);
        Assert.Equal((StepBackend.Cpu, StepBackend.TensorCode), (never.GetState(here).Backend, never.GetState(there).Backend));

        void Step(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                foreach (Parameter parameter in mixed.parameters().Concat(alike.parameters()))
                    parameter.SetGradient(parameter.numel() == 2 ? [3, 4] : Gradient);
                mixed.step();
                alike.step();
            }
        }
    }

    [CudaFact]
    public void A_step_that_is_skipped_there_is_skipped()
    {
        using Pair pair = Pair.Of("SkippingAdam", new Dictionary<string, double>(), [("a", Values, [6]), ("b", [1, 2], [2])]);
        pair.Step(Gradient, [1, 2]);
        pair.Step(Gradient, [float.NaN, 2]);
        pair.Step(Gradient, [2, 1]);

        Assert.Equal((2, 1), (pair.Cuda.StepCount, pair.Cuda.SkippedSteps));
        pair.AssertSame();
    }

    [CudaTheory]
    [MemberData(nameof(Kinds))]
    public void A_file_resumes_there_and_here_bit_for_bit(string name)
    {
        (string, float[], long[])[] tensors = [("w", Values, [6]), ("v", [1, 2], [2])];
        using Pair whole = Pair.Of(name, BitProblem.Settings([]), tensors);
        for (int step = 0; step < 7; step++)
        {
            whole.Step(Gradient, [1, -2]);
            byte[] there = StateDictTests.Save(whole.Cuda), here = StateDictTests.Save(whole.Cpu);
            Assert.Equal(here, there);
            using Pair resumed = Pair.Of(name, BitProblem.Settings([]), tensors);
            StateDictTests.Load(there, resumed.Cpu);
            StateDictTests.Load(here, resumed.Cuda);
            resumed.AssertSameStates();
            // Loaded numbers are on the device before the step that follows.
            resumed.Step(Gradient, [1, -2]);
            resumed.AssertSameStates();
        }
    }

    [CudaFact]
    public void Numbers_are_read_from_the_device_and_written_to_it()
    {
        using Pair pair = Pair.Of("StableSpam", new Dictionary<string, double>(), [("w", Values, [6]), ("v", [1, 2], [2])]);
        pair.Step(Gradient, [3, 4]);
        foreach (TorchOptimizer optimizer in pair.Both)
        {
            TorchState state = optimizer.GetState("v");
            Assert.NotEqual(0, state.GetNumber("AdaGN.m"));
            state.SetNumber("AdaGN.m", 2.5 * state.GetNumber("AdaGN.m"));
            Assert.Equal(pair.Cpu.GetState("v").GetNumber("AdaGN.m"), state.GetNumber("AdaGN.m"));
            // Parameters that join in between do not lose what was set.
            optimizer.add_param_group(new StableSpam.ParamGroup([Tensors.Parameter(optimizer == pair.Cpu ? CPU : CUDA, ScalarType.Float32, [1], 1)]));
            state.SetNumber("AdaGN.v", 0.5);
        }
        pair.Step(Gradient, [3, 4]);
        pair.AssertSame();
    }

    [CudaFact]
    public void A_group_may_join_later()
    {
        using Pair pair = Pair.Of("StableSpam", new Dictionary<string, double>(), [("w", Values, [6])]);
        pair.Step(Gradient);
        Parameter[] joined = [.. pair.Both.Select(optimizer =>
        {
            Parameter parameter = Tensors.Parameter(optimizer == pair.Cpu ? CPU : CUDA, ScalarType.BFloat16, [1, 2], 2);
            parameter.SetGradient(3, -4);
            optimizer.add_param_group(new StableSpam.ParamGroup([("joined", parameter)], lr: 0.5));
            return parameter;
        })];
        pair.Step(Gradient);
        pair.Step(Gradient);

        pair.AssertSame();
        Assert.Equal(joined[0].Bits(), joined[1].Bits());
        Run.AssertSame(pair.Cpu.GetState("joined"), pair.Cuda.GetState("joined"));
    }

    [CudaFact]
    public void What_joins_on_another_device_counts_the_same_steps()
    {
        using Parameter there = On(CUDA, Values, 6), joins = On(CPU, Values, 6), first = On(CPU, Values, 6), second = On(CPU, Values, 6);
        // A momentum that is reset in every fourth step tells which step it is.
        using var mixed = new StableSpam([there], interval: 4);
        using var alike = new StableSpam([first], interval: 4);
        Step(2);
        mixed.add_param_group(new StableSpam.ParamGroup([joins]));
        alike.add_param_group(new StableSpam.ParamGroup([second]));
        Step(4);

        Assert.Equal(first.Bits(), there.Bits());
        Assert.Equal(second.Bits(), joins.Bits());
        Assert.Equal((6, StepBackend.Cuda, StepBackend.Cpu), (mixed.StepCount, mixed.GetState(there).Backend, mixed.GetState(joins).Backend));

        void Step(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                foreach (Parameter parameter in mixed.parameters().Concat(alike.parameters()))
                    parameter.SetGradient(Gradient);
                mixed.step();
                alike.step();
            }
        }
    }

    [CudaFact]
    public void State_that_was_moved_away_is_missed()
    {
        using Parameter parameter = On(CUDA, Values, 6);
        using var optimizer = new AdamW([("w", parameter)]);
        parameter.SetGradient(Gradient);
        optimizer.step();
        optimizer.to(CPU);

        Assert.Contains("is on cpu and the parameter on cuda:0", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        optimizer.to(CUDA);
        optimizer.step();
        Assert.Equal(2, optimizer.StepCount);
    }

    [CudaFact]
    public void An_empty_parameter_is_stepped_over()
    {
        using Pair pair = Pair.Of("StableSpam", new Dictionary<string, double>(), [("empty", [], [0, 3]), ("w", Values, [6])]);
        pair.Step([], Gradient);
        pair.AssertSame();
    }

#if TORCH_CONTRACT
    [CudaFact]
    public void A_step_makes_the_launches_of_the_plan()
    {
        using Pair pair = Pair.Of("StableSpam", new Dictionary<string, double>(), [.. Enumerable.Range(1, 40).Select(i => ($"w{i}", new float[i], new long[] { i }))]);
        float[][] gradients = [.. Enumerable.Range(1, 40).Select(i => Enumerable.Range(1, i).Select(x => (float)x).ToArray())];
        pair.Step(gradients);
        EmulatedDevice.Launched();
        pair.Cuda.step();
        pair.Cuda.step();

        Assert.Equal(2 * pair.Cuda.Plan.Launches, EmulatedDevice.Launched().Length);
    }

    [CudaFact]
    public void Ten_thousand_steps_leave_nothing_behind_and_make_no_tensor()
    {
        using Parameter parameter = On(CUDA, Values, 6);
        using var optimizer = new AdamW([parameter]);
        parameter.SetGradient(Gradient);
        optimizer.step();
        Tally before = Tally.Now();
        for (int step = 0; step < 10_000; step++)
            optimizer.step();

        Assert.Equal(before, Tally.Now());
        Assert.Equal((10_001, StepBackend.Cuda), (optimizer.StepCount, optimizer.GetState(parameter).Backend));
    }

    [CudaFact]
    public void Dispose_and_the_finalizer_leave_nothing_on_the_device()
    {
        Collect();
        Tally before = Tally.Now();
        using (Pair pair = Pair.Of("StableSpam", new Dictionary<string, double>(), [("w", Values, [6])]))
        {
            pair.Step(Gradient);
            Assert.NotEqual(before, Tally.Now());
        }
        Assert.Equal(before.Device, Tally.Now().Device);
        Forget();
        Collect();

        Assert.Equal((before.Device, before.Handles), (Tally.Now().Device, Tally.Now().Handles));
        Assert.Empty(TorchSharp.Contract.HandleLedger.Violations);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget()
        {
            Parameter parameter = On(CUDA, Values, 6);
            parameter.SetGradient(Gradient);
            new AdamGradClip([parameter]).step();
        }

        static void Collect()
        {
            for (int i = 0; i < 4; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [CudaFact]
    public void Where_the_compiler_refuses_operations_step_in_and_say_why()
    {
        EmulatedCuda.Refuse("no such luck");
        try
        {
            // In formats that no other test has, whose kernels would be known already.
            using Pair pair = Pair.Of("AdaBelief", new Dictionary<string, double>(), [("w", Values, [6]), ("v", [1, 2], [2])], ScalarType.Float16);
            for (int step = 1; step <= 4; step++)
                pair.Step(Gradient, [1, -2]);

            TorchState state = pair.Cuda.GetState("v");
            Assert.Equal(StepBackend.TensorCode, state.Backend);
            Assert.Contains("no such luck", state.WhyTensorCode);
            Assert.Equal(pair.Cpu.parameters().First().Numbers().Select(x => Math.Round(x, 2)), pair.Cuda.parameters().First().Numbers().Select(x => Math.Round(x, 2)));
            Assert.NotEqual(Values, pair.Cuda.parameters().First().Numbers());
        }
        finally
        {
            EmulatedCuda.Refuse("");
        }
    }

    [CudaFact]
    public void Where_there_is_no_such_device_operations_step_in_and_say_why()
    {
        using Parameter parameter = On(new Device(DeviceType.CUDA, 3), Values, 6), twin = On(CPU, Values, 6);
        using var optimizer = new Lion([parameter]);
        using var here = new Lion([twin]);
        parameter.SetGradient(Gradient);
        twin.SetGradient(Gradient);
        optimizer.step();
        here.step();

        Assert.Equal(StepBackend.TensorCode, optimizer.GetState(parameter).Backend);
        Assert.Contains("There is no CUDA device 3", optimizer.GetState(parameter).WhyTensorCode);
        Assert.Equal(twin.Bits(), parameter.Bits());
    }

    /// <summary>What there is on the device, of native handles and of managed tensors.</summary>
    private sealed record Tally((int, int, int, int, int) Device, int Handles, long Tensors)
    {
        public static Tally Now()
        {
            EmulatedDevice.Counts counts = EmulatedDevice.Read();
            return new Tally(
                (counts.Allocations, counts.Pinned, counts.Modules, counts.Events, counts.Retained), TorchSharp.Contract.HandleLedger.LiveCount, Tensor.TotalCount);
        }
    }
#endif

    private static Parameter On(Device device, float[] values, params long[] shape) => On(device, ScalarType.Float32, values, shape);

    private static Parameter On(Device device, ScalarType type, float[] values, params long[] shape) => Tensors.Parameter(device, type, values, shape);

    private static string RefusalOf(string optimizer) =>
        Programs(optimizer).Select(program => ((CudaSource)program.GetProperty("Cuda")!.GetValue(null)!).Refusal).FirstOrDefault(refusal => refusal.Length > 0) ?? "";

    private static IEnumerable<Type> Programs(string optimizer) =>
        typeof(CudaTests).Assembly.GetType($"{typeof(CudaTests).Namespace}.{optimizer}", throwOnError: true)!.GetNestedTypes()
            .Where(type => type.Name.EndsWith("Program", StringComparison.Ordinal));
}
