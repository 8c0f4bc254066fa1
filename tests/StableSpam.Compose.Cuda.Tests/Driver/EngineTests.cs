using StableSpamCompose.Arrays;
using StableSpamCompose.Cuda.Tests.Emulation;
using StableSpamCompose.Cuda.Tests.Engines;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>What the engine asks of the driver.</summary>
[Collection(nameof(EmulatedDevice))]
public class EngineTests
{
    public static TheoryData<string> Optimizers => [.. Library.Names];

    public static TheoryData<string> OnePass =>
        [.. Library.Names.Where(name => Library.Find(name) is { Programs: [{ Plan: var plan }] } && plan.Launches == 1 && plan.States.All(state => state.Scope is StateScope.Element or StateScope.Step))];

    public EngineTests()
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 2, residentBlocks: 2);
        EmulatedDevice.Order(0);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_text_has_the_launches_of_its_plan(string name) =>
        Assert.All(Library.Find(name).Programs, program => Assert.Equal(program.Plan.Launches, program.Source.Launches.Count));

    [EmulatedTheory]
    [InlineData("AdamW", "pass0")]
    [InlineData("StableSpam", "pass0 pass1 pass2")]
    [InlineData("AdamGradClip", "pass0 fold1 pass1")]
    public void A_step_of_200_tensors_makes_the_launches_of_the_plan_and_nothing_else(string name, string kernels)
    {
        TestProblem problem = TestProblem.Random([.. Enumerable.Range(0, 200).Select(i => 1 + (i * 7 % 90))], steps: 4, seed: 8);
        using var device = new CudaDevice();
        using EngineRun run = Start(name, problem, device);
        run.Step(1);
        EmulatedDevice.Launched();
        EmulatedDevice.Counts before = EmulatedDevice.Read();
        for (int step = 2; step <= problem.Steps; step++)
        {
            run.Engine.Step();
            Assert.Equal(kernels.Split(' '), EmulatedDevice.Launched());
        }
        EmulatedDevice.Counts after = EmulatedDevice.Read();
        Assert.Equal(Library.Find(name).Launches * (problem.Steps - 1), after.Launches - before.Launches);
        // One copy a step, and no allocation nor any waiting for the device.
        Assert.Equal(problem.Steps - 1, after.CopiesIn - before.CopiesIn);
        Assert.Equal(before.CopiesOut, after.CopiesOut);
        Assert.Equal(before.Synchronizations, after.Synchronizations);
        Assert.Equal((before.Allocations, before.Pinned, before.Events), (after.Allocations, after.Pinned, after.Events));
    }

    [EmulatedTheory]
    [MemberData(nameof(OnePass))]
    public void A_step_moves_the_bytes_of_the_plan(string name)
    {
        const int Length = 10_007;
        TestProblem problem = TestProblem.Random([Length], steps: 1, seed: 1);
        using var device = new CudaDevice();
        using EngineRun run = Start(name, problem, device);
        run.Prepare(1);
        EmulatedDevice.Counts before = EmulatedDevice.Read();
        run.Engine.Step();
        EmulatedDevice.Counts after = EmulatedDevice.Read();
        OptimizerPlan plan = Library.Find(name).Info.Plan;
        Assert.Equal((ulong)Length * (ulong)plan.Passes.Sum(pass => pass.Reads.Sum(Size)), after.BytesRead - before.BytesRead);
        Assert.Equal((ulong)Length * (ulong)plan.Passes.Sum(pass => pass.Writes.Sum(Size)), after.BytesWritten - before.BytesWritten);

        int Size(string array) => plan.States.Any(state => state.Name == array && state.Type != ElementType.Float32) ? sizeof(ushort) : sizeof(float);
    }

    [EmulatedFact]
    public void Nothing_is_left_behind()
    {
        EmulatedDevice.Counts before = EmulatedDevice.Read();
        using (var device = new CudaDevice())
        {
            using EngineRun run = Start("StableSpam", TestProblem.Short, device);
            run.Step(1);
            run.Step(2);
        }
        EmulatedDevice.Counts after = EmulatedDevice.Read();
        Assert.Equal((before.Allocations, before.Pinned, before.Events), (after.Allocations, after.Pinned, after.Events));
        Assert.Equal((before.Modules, before.Retained), (after.Modules, after.Retained));
    }

    [EmulatedFact]
    public void The_context_before_is_current_again_and_a_thread_needs_none()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("AdamW", TestProblem.Short, device);
        run.Prepare(1);
        Exception? failure = null;
        nint left = 1;
        var thread = new Thread(() =>
        {
            failure = Record.Exception(run.Engine.Step);
            Assert.Equal(0, DriverApi.cuCtxGetCurrent(out left));
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        Assert.Equal(0, left);
    }

    [EmulatedTheory]
    [InlineData("AdamW")]
    [InlineData("StableSpam")]
    [InlineData("AdamGradClip")]
    public void A_captured_step_is_replayed_with_the_clocks_and_the_rate_of_the_next(string name)
    {
        TestProblem problem = TestProblem.Random([5000, 17], steps: 1, seed: 2);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(Library.Find(name), problem, Storages.Float);
        using EngineRun run = Start(name, problem, device);
        using CudaDevice.Scope scope = device.Enter();
        using var stream = new CapturedStream();
        run.Device.Stream = stream.Handle;
        cpu.Step(1);
        run.Step(1);
        stream.Begin();
        run.Engine.Step();
        nint graph = stream.End();
        // Capturing ran nothing: the first replay is the second step.
        cpu.Engine.Step();
        stream.Replay(graph);
        cpu.AssertSame(run, "the captured step");
        for (int step = 3; step <= 6; step++)
        {
            cpu.SetLearningRate(0.1 / step);
            run.SetLearningRate(0.1 / step);
            cpu.Engine.Step();
            run.Device.PrepareReplay();
            stream.Replay(graph);
            cpu.AssertSame(run, $"the replay in step {step}");
        }
    }

    [EmulatedTheory]
    [InlineData("StableSpam")]
    [InlineData("AdamGradClip")]
    [InlineData("AdamMini")]
    public void All_work_is_queued_in_the_stream_that_is_given(string name)
    {
        using var device = new CudaDevice();
        using EngineRun run = Start(name, TestProblem.Short, device);
        using CudaDevice.Scope scope = device.Enter();
        using var stream = new CapturedStream();
        run.Prepare(1);
        run.Device.Stream = stream.Handle;
        EmulatedDevice.Counts before = EmulatedDevice.Read();
        run.Engine.AddParameter(new StepGroup(16), new TensorShape([3, 2]));
        // What steps need of a new parameter waits for nothing in another stream.
        Assert.True(EmulatedDevice.Read().Synchronizations > before.Synchronizations);
        run.Engine.Step();
        run.Engine.ReadStates();
        run.Engine.WriteStates();
        run.Engine.Step();
        Assert.Equal(before.InDefaultStream, EmulatedDevice.Read().InDefaultStream);
    }

    [EmulatedFact]
    public void A_step_that_was_not_captured_is_not_replayed()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("AdamW", TestProblem.Short, device);
        Assert.Throws<InvalidOperationException>(run.Device.PrepareReplay);
        run.Step(1);
        Assert.Throws<InvalidOperationException>(run.Device.PrepareReplay);
        Assert.Equal(1, run.Engine.StepCount);
    }

    [EmulatedFact]
    public void Programs_of_one_optimizer_are_not_captured()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("Adafactor", TestProblem.Short, device);
        run.Step(1);
        using CudaDevice.Scope scope = device.Enter();
        using var stream = new CapturedStream();
        foreach (int program in new[] { 0, 1 }) ((CudaStepEngine)run.Engine.OfProgram(program)).Stream = stream.Handle;
        stream.Begin();
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(run.Engine.Step);
        stream.End();
        Assert.Contains("several programs", refused.Message);
    }

    [EmulatedFact]
    public void A_program_gets_its_first_parameter_when_others_were_stepped()
    {
        CompiledOptimizer optimizer = CompiledOptimizer.Compile(
            "optimizer: Late\nchain: [X, Y]\n",
            "transform: X\nstate: { s: { per: group, initial: 2 } }\nrule: |\n  s = 0.5 * s + norm(g, over: group)\n  g = g / s\n",
            "transform: Y\nrule:\n  matrix: |\n    g = g + mean(g, over: columns)\n");
        TestProblem vectors = TestProblem.Random([40, 4100], steps: 4, seed: 5);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(optimizer, vectors, Storages.Float, groups: 1);
        using EngineRun run = EngineRun.OnDevice(optimizer, vectors, Storages.Float, device, new EmulatedCompiler(), groups: 1);
        for (int step = 1; step <= vectors.Steps; step++)
        {
            cpu.Step(step);
            run.Step(step);
            cpu.AssertSame(run, $"step {step}");
            if (step == 2) run.Engine.OfProgram(0).AddParameter(new StepGroup(16), new TensorShape([3, 2]));
        }
    }

    [EmulatedFact]
    public void A_parameter_says_anew_how_its_gradient_lies_in_memory()
    {
        TestProblem problem = TestProblem.Random([40, 4100], steps: 4, seed: 5);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(Library.Find("StableSpam"), problem, Storages.Float);
        using EngineRun run = Start("StableSpam", problem, device);
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            run.Step(step);
            cpu.AssertSame(run, $"step {step}");
            foreach (EngineRun either in new[] { cpu, run }) either.Engine.UseStorage<Storage.Float32, Storage.Negated<Storage.Float32>>(either.Engine.Parameters[step % 2]);
        }
    }

    [EmulatedFact]
    public void A_parameter_shorter_than_its_shape_says_is_noticed_before_the_kernel_runs()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("Adafactor", TestProblem.Short, device);
        run.Prepare(1);
        using var small = new CudaMemory(device, 4);
        Dangle(run.Engine.Parameters[2], small.Start);
        CudaException reported = Assert.Throws<CudaException>(run.Engine.Step);
        EmulatedDevice.Recover();
        Assert.Contains($"the launch is given parameter that should have {4 * run.Engine.Parameters[2].Length} bytes and have 4", reported.Message);
    }

    [EmulatedFact]
    public void An_argument_of_another_size_than_the_kernels_is_noticed()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("AdamW", TestProblem.Short, device);
        run.Prepare(1);
        EmulatedDevice.TakesArguments(88);
        CudaException reported = Assert.Throws<CudaException>(run.Engine.Step);
        EmulatedDevice.Recover();
        Assert.Contains("pass0 takes one argument of", reported.Message);
    }

    [EmulatedFact]
    public void While_another_stream_is_captured_the_default_one_is_refused_in_words()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("AdamW", TestProblem.Short, device);
        run.Step(1);
        using CudaDevice.Scope scope = device.Enter();
        using var stream = new CapturedStream();
        stream.Begin();
        CudaException refused = Assert.Throws<CudaException>(run.Engine.Step);
        stream.End();
        Assert.Contains("CUDA_ERROR_STREAM_CAPTURE_IMPLICIT", refused.Message);
        Assert.Contains("capture on a stream other than the default one", refused.Message);
    }

    [EmulatedFact]
    public void A_first_step_cannot_be_captured()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("AdamW", TestProblem.Short, device);
        using CudaDevice.Scope scope = device.Enter();
        using var stream = new CapturedStream();
        run.Device.Stream = stream.Handle;
        run.Step(1);
        run.Prepare(3);
        stream.Begin();
        // Other tensors than before have a gradient.
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(run.Engine.Step);
        stream.End();
        Assert.Contains("outside of the capture first", refused.Message);
        Assert.Throws<InvalidOperationException>(() => Start("AdamW", TestProblem.Short, device).Device.PrepareReplay());
    }

    [EmulatedFact]
    public void A_step_is_skipped_on_the_device_as_on_the_CPU_and_is_not_captured()
    {
        CompiledOptimizer optimizer = CompiledOptimizer.Compile("optimizer: Careful\nchain: [SkipNonFinite, AdaClip, Adam]\n");
        TestProblem problem = TestProblem.Spoil(TestProblem.Random([5000, 17, 0], steps: 5, seed: 9), step: 3, tensor: 0);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(optimizer, problem, Storages.Float);
        using EngineRun run = EngineRun.OnDevice(optimizer, problem, Storages.Float, device, new EmulatedCompiler { IsChecked = true });
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            run.Step(step);
            cpu.AssertSame(run, $"step {step}");
        }
        Assert.Equal(1, run.Engine.SkippedSteps);

        using CudaDevice.Scope scope = device.Enter();
        using var stream = new CapturedStream();
        run.Device.Stream = stream.Handle;
        stream.Begin();
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(run.Engine.Step);
        stream.End();
        Assert.Contains("skips steps", refused.Message);
    }

    [EmulatedFact]
    public void What_follows_from_the_last_pass_is_written_by_a_launch_more()
    {
        CompiledOptimizer optimizer = CompiledOptimizer.Compile(
            "optimizer: Norms\nchain: [X]\n", "transform: X\nstate: { size: { per: tensor } }\nrule: |\n  apply\n  size = norm(w)\n");
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(optimizer, TestProblem.Short, Storages.Float);
        using EngineRun run = EngineRun.OnDevice(optimizer, TestProblem.Short, Storages.Float, device, new EmulatedCompiler { IsChecked = true });
        EmulatedDevice.Launched();
        for (int step = 1; step <= TestProblem.Short.Steps; step++)
        {
            cpu.Step(step);
            run.Step(step);
            cpu.AssertSame(run, $"step {step}");
            Assert.Equal(["pass0", "finish"], EmulatedDevice.Launched());
        }
        Assert.Equal(2, optimizer.Launches);
    }

    [EmulatedFact]
    public void A_pointer_to_nothing_is_reported_with_the_kernel_and_what_to_do()
    {
        using var device = new CudaDevice();
        using EngineRun run = Start("AdamW", TestProblem.Short, device);
        run.Prepare(1);
        using (var freed = new CudaMemory(device, 100)) Dangle(run.Engine.Parameters[0], freed.Start);
        CudaException reported = Assert.Throws<CudaException>(run.Engine.Step);
        EmulatedDevice.Recover();
        Assert.Contains("cuLaunchKernel of pass0", reported.Message);
        Assert.Contains("CUDA_ERROR_ILLEGAL_ADDRESS", reported.Message);
        Assert.Contains("still exist", reported.Message);
    }

    [EmulatedFact]
    public void Parameters_that_join_later_begin_afresh_and_the_others_go_on()
    {
        TestProblem problem = TestProblem.Random([4100, 60], steps: 4, seed: 5);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(Library.Find("StableSpam"), problem, Storages.Float);
        using EngineRun run = Start("StableSpam", problem, device);
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            run.Step(step);
            // One without a gradient: nothing of it is stepped, but tables and states are laid out anew.
            if (step == 2) run.Engine.AddParameter(new StepGroup(16), new TensorShape([3]));
        }
        cpu.AssertSame(run, "at the end");
    }

    [EmulatedFact]
    public void There_is_no_second_device()
    {
        CudaException refused = Assert.Throws<CudaException>(() => new CudaDevice(1));
        Assert.Contains("this machine has 1", refused.Message);
    }

    private static unsafe void Dangle(StepParameter parameter, nint pointer) => parameter.Value = (void*)pointer;

    private static EngineRun Start(string name, TestProblem problem, CudaDevice device) =>
        EngineRun.OnDevice(Library.Find(name), problem, Storages.Float, device, new EmulatedCompiler());
}
