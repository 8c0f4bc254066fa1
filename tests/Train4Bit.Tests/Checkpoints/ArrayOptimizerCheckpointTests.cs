using StableSpamCompose.Arrays;
using StableSpamCompose.Checkpoints;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Train4Bit.Tests.Checkpoints;

public class ArrayOptimizerCheckpointTests
{
    private const int Before = 7;
    private const int After = 6;

    public static TheoryData<string> Library => [.. OptimizerLibrary.All.Select(info => info.Name)];

    private static OptimizerInfo StableSpam => Info("StableSpam");

    [Theory]
    [MemberData(nameof(Library))]
    public void Every_optimizer_goes_on_to_the_same_bits(string name)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("optimizer");
        using OptimizerRun whole = new(Info(name)), stopped = new(Info(name)), resumed = new(Info(name), first: 50);
        whole.Step(1, Before + After);
        stopped.Step(1, Before);
        stopped.Optimizer.Save(file);

        resumed.Step(1, 2);
        resumed.CopyValues(stopped);
        resumed.Optimizer.Load(file);
        Assert.Equal(Before, resumed.Optimizer.StepCount);
        resumed.Step(Before + 1, After);

        Assert.Equal(Bits(whole.Values()), Bits(resumed.Values()));
        Assert.Equal(whole.Optimizer.StepCount, resumed.Optimizer.StepCount);
    }

    [Fact]
    public void All_that_is_remembered_comes_back()
    {
        OptimizerInfo info = Info("Spam");
        using OptimizerRun run = new(info), other = new(info);
        run.Step(1, 3);
        run.Optimizer.ParamGroups[1]["beta1"] = 0.5;

        other.Optimizer.Restore(run.Optimizer.Capture());

        Assert.Equal(0.5, other.Optimizer.ParamGroups[1]["beta1"]);
        Assert.Equal(0.0025, other.Optimizer.ParamGroups[0].LearningRate);
        Assert.Equal(0.02, other.Optimizer.ParamGroups[1].LearningRate);
        Assert.Equal(run.Optimizer.State("p3")["Adam.m"].Span.ToArray(), other.Optimizer.State("p3")["Adam.m"].Span.ToArray());
        OptimizerCheckpoint checkpoint = other.Optimizer.Capture();
        // Step 3 had no gradient for it.
        Assert.Equal(2, checkpoint.Groups[0].Parameters[1].UpdateClock);
        Assert.Equal(3, checkpoint.Groups[0].Parameters[0].UpdateClock);
        Assert.All(checkpoint.Groups[0].Parameters, parameter => Assert.True(parameter.IsUpdated));
    }

    [Fact]
    public void What_was_captured_does_not_change_with_the_optimizer()
    {
        using var run = new OptimizerRun(StableSpam);
        run.Step(1, 2);
        OptimizerCheckpoint checkpoint = run.Optimizer.Capture();
        byte[] before = checkpoint.Groups[0].Parameters[2].States[^1].Numbers.ToArray();

        run.Step(3, 2);

        Assert.Equal(before, checkpoint.Groups[0].Parameters[2].States[^1].Numbers.ToArray());
        Assert.Equal(2, checkpoint.StepCount);
    }

    [Fact]
    public void Parameters_are_found_by_name()
    {
        float[] a = [1, 2], b = [3];
        using ArrayParameter first = new("a", a, new float[] { 1, -1 }, [2]), second = new("b", b, new float[] { 2 }, [1]);
        using ArrayOptimizer one = StableSpam.Create([first, second], new Dictionary<string, double>());
        using ArrayOptimizer turned = StableSpam.Create([second, first], new Dictionary<string, double>());
        one.Step();

        turned.Restore(one.Capture());

        Assert.Equal(one.State("a")["Adam.v"].Span.ToArray(), turned.State("a")["Adam.v"].Span.ToArray());
        Assert.Equal(one.State("b")["AdaGN.v"].Value, turned.State("b")["AdaGN.v"].Value);
    }

    public static TheoryData<string, Func<OptimizerCheckpoint, OptimizerCheckpoint>> Misfits => new()
    {
        { "The checkpoint is of Adam, and the optimizer is StableSpam.", checkpoint => checkpoint with { Optimizer = "Adam" } },
        { "The checkpoint has 1 param group, and StableSpam has 2.", checkpoint => checkpoint with { Groups = [checkpoint.Groups[0]] } },
        {
            "The checkpoint has a parameter 'q' in param group 0, and the optimizer has none there.",
            checkpoint => Change(checkpoint, parameter => parameter with { Name = "q" })
        },
        {
            "The checkpoint has parameter 'p1' twice.",
            checkpoint => Change(checkpoint, parameter => parameter with { Name = "p1", Shape = [7], States = checkpoint.Groups[0].Parameters[1].States })
        },
        {
            "The optimizer has a parameter 'p2' in param group 0, and the checkpoint has none there.",
            checkpoint => checkpoint with
            {
                Groups = [checkpoint.Groups[0] with { Parameters = [.. checkpoint.Groups[0].Parameters.Take(2)] }, checkpoint.Groups[1]],
            }
        },
        {
            "Parameter 'p2' has the shape [3, 5], and in the checkpoint [5, 3].",
            checkpoint => Change(checkpoint, parameter => parameter with { Shape = [5, 3] })
        },
        {
            "The recipe of StableSpam has changed: the checkpoint has a state Lion.m of parameter 'p2', and it has none.",
            checkpoint => ChangeState(checkpoint, state => state with { Name = "Lion.m" })
        },
        {
            "The recipe of StableSpam has changed: it has a state AdaClip.threshold, and the checkpoint has none of parameter 'p2'.",
            checkpoint => Change(checkpoint, parameter => parameter with { States = [.. parameter.States.Skip(1)] })
        },
        {
            "The recipe of StableSpam has changed: AdaClip.threshold is Float64 per tensor, and in the checkpoint Float64 per step.",
            checkpoint => ChangeState(checkpoint, state => state with { Scope = StateScope.Step })
        },
        {
            "The recipe of StableSpam has changed: AdaClip.threshold of parameter 'p2' has 8 bytes, and in the checkpoint 4.",
            checkpoint => ChangeState(checkpoint, state => state with { Numbers = state.Numbers[..4] })
        },
        {
            "The recipe of StableSpam has changed: the checkpoint has the hyperparameters eps, and it has eps, gamma3, gamma1, gamma2, "
            + "interval, beta1, beta2.",
            checkpoint => checkpoint with
            {
                Groups = [checkpoint.Groups[0], checkpoint.Groups[1] with { Hyperparameters = [KeyValuePair.Create("eps", 1e-8)] }],
            }
        },
        {
            "The recipe of StableSpam has changed: lr must be in [0, inf). (Parameter 'lr') Actual value was -1.",
            checkpoint => checkpoint with { Groups = [checkpoint.Groups[0], checkpoint.Groups[1] with { LearningRate = -1 }] }
        },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_checkpoint_that_does_not_fit_is_refused_and_changes_nothing(
        string message, Func<OptimizerCheckpoint, OptimizerCheckpoint> change)
    {
        using OptimizerRun run = new(StableSpam), other = new(StableSpam);
        run.Step(1, 3);
        other.Step(1, 1);
        byte[] before = Written(other.Optimizer.Capture());

        CheckpointException error = Assert.Throws<CheckpointException>(() => other.Optimizer.Restore(change(run.Optimizer.Capture())));

        Assert.Equal(message, error.Message);
        Assert.Equal(before, Written(other.Optimizer.Capture()));
    }

    [Fact]
    public void A_file_that_does_not_fit_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("optimizer");
        using OptimizerRun adam = new(Info("Adam")), lion = new(Info("Lion"));
        adam.Optimizer.Save(file);

        CheckpointException error = Assert.Throws<CheckpointException>(() => lion.Optimizer.Load(file));

        Assert.Equal($"{file}: The checkpoint is of Adam, and the optimizer is Lion.", error.Message);
    }

    private static OptimizerInfo Info(string name) => OptimizerRegistry.Find(OptimizerLibrary.All, name);

    private static int[] Bits(float[] numbers) => [.. numbers.Select(BitConverter.SingleToInt32Bits)];

    private static byte[] Written(OptimizerCheckpoint checkpoint)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            OptimizerCheckpointFormat.Write(writer, checkpoint);
        return stream.ToArray();
    }

    private static OptimizerCheckpoint Change(OptimizerCheckpoint checkpoint, Func<ParameterCheckpoint, ParameterCheckpoint> change)
    {
        GroupCheckpoint group = checkpoint.Groups[0];
        return checkpoint with
        {
            Groups = [group with { Parameters = [.. group.Parameters.Take(2), change(group.Parameters[2])] }, checkpoint.Groups[1]],
        };
    }

    private static OptimizerCheckpoint ChangeState(OptimizerCheckpoint checkpoint, Func<StateCheckpoint, StateCheckpoint> change) =>
        Change(checkpoint, parameter =>
            parameter with { States = [change(parameter.States[0]), .. parameter.States.Skip(1)] });
}
