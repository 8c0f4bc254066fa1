using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Quantisation;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Tests.Training;

public class SessionTests
{
    private const int Steps = 12;
    private static readonly ModelShape Shape = new("small", 32, 64, Layers: 2, Heads: 2);

    [Theory]
    [InlineData(5, 0)]
    [InlineData(17, 0)]
    [InlineData(17, 4)]
    public void A_session_that_was_stopped_comes_to_the_same_bits(int stopAfter, int checkpointEvery)
    {
        using TemporaryFolder whole = new(), stopped = new();
        using StopAfter never = new(0), soon = new(stopAfter), later = new(0);
        Session uninterrupted = Session(whole, checkpointEvery, threads: 2);
        uninterrupted.Begin();
        Assert.True(uninterrupted.Run(never, never.Token));

        Session first = Session(stopped, checkpointEvery, threads: 2);
        first.Begin();
        Assert.False(first.Run(soon, soon.Token));
        Assert.Single(Directory.GetFiles(stopped.Path, "*.checkpoint"));
        // The bits do not depend on the number of threads, so that a checkpoint may go to another machine.
        Session second = Session(stopped, checkpointEvery, threads: 3);
        second.Resume();
        Assert.True(second.Run(later, later.Token));

        Assert.EndsWith($" {stopAfter % Steps}", later.Started[0]);
        Assert.Equal(Sessions.Runs(whole.Path), Sessions.Runs(stopped.Path));
        Assert.Equal(2, uninterrupted.Results.Count);
        Assert.Empty(Directory.GetFiles(stopped.Path, "*.checkpoint"));
    }

    [Fact]
    public void What_is_left_of_a_killed_session_is_taken_up_at_its_last_checkpoint()
    {
        using TemporaryFolder whole = new(), killed = new();
        using StopAfter never = new(0), later = new(0);
        Session uninterrupted = Session(whole, 0, threads: 2);
        uninterrupted.Begin();
        uninterrupted.Run(never, never.Token);

        Session first = Session(killed, checkpointEvery: 5, threads: 2);
        first.Begin();
        Assert.Throws<InvalidOperationException>(() => first.Run(new Killed(afterSteps: 8), CancellationToken.None));
        Session second = Session(killed, 5, threads: 2);
        second.Resume();
        second.Run(later, later.Token);

        Assert.EndsWith(" 5", later.Started[0]);
        Assert.Equal(Sessions.Runs(whole.Path), Sessions.Runs(killed.Path));
    }

    [Fact]
    public void A_session_that_begins_forgets_what_was_there()
    {
        using var folder = new TemporaryFolder();
        using StopAfter soon = new(3), never = new(0);
        Session first = Session(folder, 0, threads: 1);
        first.Begin();
        first.Run(soon, soon.Token);

        Session second = Session(folder, 0, threads: 1);
        second.Begin();
        second.Run(never, never.Token);

        Assert.EndsWith(" 0", never.Started[0]);
    }

    [Fact]
    public void A_checkpoint_of_another_model_or_of_other_settings_is_refused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("run.checkpoint");
        SessionSettings settings = Settings();
        using TrainingRun run = new(new Workers(1), settings, Choices[0]);
        RunCheckpoint.Write(file, settings, run);

        Refused("model small, and this run has model other", settings with { Shape = Shape with { Name = "other", Layers = 1 } });
        Refused("steps 12, and this run has steps 13", settings with { Steps = 13 });
        Refused("text letters, and this run has text more", settings with { Corpus = new TextCorpus("more", new byte[100]) });
        // A shape that changed under its name.
        using (var wider = new TrainingRun(new Workers(1), settings with { Shape = Shape with { HiddenWidth = 96 } }, Choices[0]))
        {
            TrainException error = Assert.Throws<TrainException>(() => RunCheckpoint.Restore(file, settings, wider));
            Assert.Equal($"{file}: it is of another model: 0.gate is [64, 32] in it, and here 0.gate is [96, 32].", error.Message);
        }
        using (var other = new TrainingRun(new Workers(1), settings, Choices[1]))
        {
            TrainException error = Assert.Throws<TrainException>(() => RunCheckpoint.Restore(file, settings, other));
            Assert.Equal($"{file}: it is of the run {Choices[0].Name}, and this is {Choices[1].Name}.", error.Message);
        }
        OptimizerInfo changed = Choices[0].Optimizer with { Plan = Choices[0].Optimizer.Plan with { Mathematics = "w = 0" } };
        using (var other = new TrainingRun(new Workers(1), settings, Choices[0] with { Optimizer = changed }))
        {
            TrainException error = Assert.Throws<TrainException>(() => RunCheckpoint.Restore(file, settings, other));
            Assert.Equal($"{file}: the recipe of Adam has changed since; train anew, without --resume.", error.Message);
        }
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^100]);
        using (var same = new TrainingRun(new Workers(1), settings, Choices[0]))
            Assert.EndsWith("damaged or cut short; use an earlier checkpoint.", Assert.Throws<TrainException>(() => RunCheckpoint.Restore(file, settings, same)).Message);

        void Refused(string what, SessionSettings others)
        {
            using var other = new TrainingRun(new Workers(1), others, Choices[0]);
            TrainException error = Assert.Throws<TrainException>(() => RunCheckpoint.Restore(file, others, other));
            Assert.Equal($"{file}: it was made with {what}; give the same settings, or another --out.", error.Message);
            Assert.Equal(0, other.StepsTaken);
        }
    }

    [Fact]
    public void A_run_of_30_steps_learns()
    {
        var settings = new SessionSettings(
            ModelShape.Named[0], TextCorpus.Read(TextCorpus.BundledFile), Steps: 30, Warmup: 3, Batch: 4, Context: 64, Interval: 10,
            GroupSizes.For(ModelShape.Named[0]));
        foreach (string optimizer in (string[])["Adam", "StableSpam"])
        {
            using var run = new TrainingRun(
                new Workers(2), settings, new RunChoice(Info(optimizer), Format("fp4"), LearningRate: 3e-3, Seed: 0));
            while (!run.IsComplete)
                run.Step();

            Assert.InRange(run.History.Loss[0], 5.4, 5.7);
            Assert.InRange(run.History.Loss.TakeLast(5).Average(), 2, 3.5);
            Assert.InRange(run.ValidationLoss(), 2, 3.5);
        }
    }

    [Fact]
    public void The_gradient_norm_is_that_of_all_tensors_before_the_optimizer()
    {
        using var run = new TrainingRun(new Workers(2), Settings(), Choices[0]);
        run.Step();

        double sum = run.Parameters.All.Sum(parameter => parameter.Gradient.Span.ToArray().Sum(number => (double)number * number));
        Assert.Equal(Math.Sqrt(sum), run.History.GradientNorm[0], 1e-9);
    }

    [Fact]
    public void The_interval_is_that_of_the_session()
    {
        using var run = new TrainingRun(new Workers(1), Settings(), Choices[1]);
        Assert.Equal(Settings().Interval, run.Optimizer.ParamGroups[0]["interval"]);
    }

    [Fact]
    public void The_thesiss_60m_takes_a_step()
    {
        ModelShape shape = ModelShape.Named.Single(known => known.Name == "60m");
        var settings = new SessionSettings(
            shape, new TextCorpus("letters", Letters()), Steps: 2, Warmup: 0, Batch: 1, Context: 8, Interval: 100, GroupSizes.For(shape));
        using var run = new TrainingRun(new Workers(2), settings, new RunChoice(Info("StableSpam"), Format("fp4"), LearningRate: 1e-3, Seed: 0));

        run.Step();

        // As good as a free choice among all tokens.
        Assert.Equal(Math.Log(32_000), run.History.Loss[0], 0.6);
        Assert.Equal(1, run.Optimizer.StepCount);
        Assert.Contains(run.Optimizer.State("7.down")["Adam.v"].Span.ToArray(), number => number > 0);
    }

    private static RunChoice[] Choices =>
    [
        new(Info("Adam"), Format("fp4"), LearningRate: 1e-2, Seed: 3),
        new(Info("StableSpamAuthors"), Format("int4"), LearningRate: 1e-2, Seed: 3),
    ];

    private static Session Session(TemporaryFolder folder, int checkpointEvery, int threads) =>
        new(new Workers(threads), Settings(), Choices, folder.Path, checkpointEvery);

    private static SessionSettings Settings() =>
        new(Shape, new TextCorpus("letters", Letters()), Steps, Warmup: 2, Batch: 3, Context: 20, Interval: 4, new GroupSizes(32, 32));

    private static byte[] Letters() => [.. Samples.Tokens(2000, 26, 1).Select(letter => (byte)('a' + letter))];

    private static OptimizerInfo Info(string name) => OptimizerRegistry.Find(OptimizerLibrary.All, name);

    private static Precision Format(string name) => Precision.All.Single(precision => precision.Name == name);

    /// <summary>Ends a session as a power cut would.</summary>
    private sealed class Killed(int afterSteps) : Train4Bit.Display.ITrainingDisplay
    {
        public void Show(Action training) => training();

        public void RunStarted(RunChoice choice, int index, int count, int stepsTaken)
        {
        }

        public void StepTaken(Train4Bit.Display.StepProgress progress)
        {
            if (progress.Step == afterSteps)
                throw new InvalidOperationException();
        }

        public void RunFinished(RunResult result)
        {
        }
    }
}
