using StableSpamCompose.Bits;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>What is saved and loaded continues with the bits of never having stopped.</summary>
public class StateDictTests
{
    public static TheoryData<string> Optimizers => [.. Run.Optimizers];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_file_after_any_step_resumes_bit_for_bit(string optimizer)
    {
        using var whole = new Run(Run.Small, optimizer);
        whole.Step(1, Run.Small.Steps);
        using var first = new Run(Run.Small, optimizer);
        for (int stop = 0; stop < Run.Small.Steps; stop++)
        {
            if (stop > 0)
                first.Step(stop, stop);
            using var resumed = new Run(Run.Small, optimizer);
            resumed.CopyParameters(first);
            Load(Save(first.Optimizer), resumed.Optimizer);
            resumed.AssertSame(first);
            resumed.Step(stop + 1, Run.Small.Steps);
            whole.AssertSame(resumed);
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_state_dict_in_memory_resumes_bit_for_bit(string optimizer)
    {
        using var whole = new Run(Run.Small, optimizer);
        whole.Step(1, Run.Small.Steps);
        using var first = new Run(Run.Small, optimizer);
        first.Step(1, 5);
        using var resumed = new Run(Run.Small, optimizer);
        resumed.CopyParameters(first);
        using (NewDisposeScope())
            resumed.Optimizer.load_state_dict(first.Optimizer.state_dict());
        // A copy, not a view: what the first does now is its own business.
        first.Step(6, 7);
        resumed.Step(6, Run.Small.Steps);
        whole.AssertSame(resumed);
    }

    [Fact]
    public void State_is_found_by_name_whatever_the_order()
    {
        using Parameter a = Tensors.Parameter([1, 2], 2), b = Tensors.Parameter([3, 4], 2);
        using var saved = new AdamW([("a", a), ("b", b)]);
        a.SetGradient(1, -1);
        b.SetGradient(2, -2);
        saved.step();
        byte[] file = Save(saved);
        using var loaded = new AdamW([("b", b), ("a", a)]);
        using var copied = new AdamW([("b", b), ("a", a)]);

        Load(file, loaded);
        copied.load_state_dict(saved.state_dict());

        foreach (AdamW optimizer in new[] { loaded, copied })
        {
            Assert.Equal(saved.GetState("a")["Adam.m"].Bits(), optimizer.GetState("a")["Adam.m"].Bits());
            Assert.Equal(saved.GetState("b")["Adam.v"].Bits(), optimizer.GetState("b")["Adam.v"].Bits());
            Assert.NotEqual(optimizer.GetState("a")["Adam.m"].Bits(), optimizer.GetState("b")["Adam.m"].Bits());
        }
    }

    [Fact]
    public void Without_names_state_goes_by_place()
    {
        using Parameter a = Tensors.Parameter([1, 2], 2);
        using var saved = new AdamW([a]);
        a.SetGradient(1, -1);
        saved.step();
        using var loaded = new AdamW([("a", a)]);

        Load(Save(saved), loaded);

        Assert.Equal(saved.GetState(a)["Adam.m"].Bits(), loaded.GetState("a")["Adam.m"].Bits());
        Assert.Equal(1, loaded.GetState("a").UpdateClock);
        Assert.Equal(1, loaded.StepCount);
    }

    [Fact]
    public void Options_are_saved_with_the_state()
    {
        using Parameter a = Tensors.Parameter([1], 1);
        using var saved = new StableSpam([a], lr: 0.5, interval: 7, maximize: true);
        using var loaded = new StableSpam([a]);

        Load(Save(saved), loaded);

        var options = (StableSpam.Options)loaded.state_dict().Options[0];
        Assert.Equal((0.5, 0.5, 7, true), (options.LearningRate, options.InitialLearningRate, options.interval, options.maximize));
    }

    [Fact]
    public void A_file_of_another_optimizer_is_refused()
    {
        using Parameter a = Tensors.Parameter([1], 1);
        using var saved = new AdamW([a]);
        using var other = new Lion([a]);

        Assert.Throws<InvalidDataException>(() => Load(Save(saved), other));
        Assert.Throws<ArgumentException>(() => other.load_state_dict(saved.state_dict()));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using Parameter a = Tensors.Parameter([1, 2], 2), wide = Tensors.Parameter([1, 2, 3], 3);
        using var saved = new AdamW([("a", a)]);
        using var shaped = new AdamW([("a", wide)]);
        using var named = new AdamW([("b", a)]);
        using var many = new AdamW([("a", a), ("wide", wide)]);

        Assert.Contains("'a' has the shape [2] in the file and [3] here", Assert.Throws<InvalidDataException>(() => Load(Save(saved), shaped)).Message);
        Assert.Contains("'a'", Assert.Throws<InvalidDataException>(() => Load(Save(saved), named)).Message);
        Assert.Throws<ArgumentException>(() => Load(Save(saved), many));
        Assert.Contains("parameter 'a' has another shape", Assert.Throws<ArgumentException>(() => shaped.load_state_dict(saved.state_dict())).Message);
        Assert.Contains("no parameter 'a'", Assert.Throws<ArgumentException>(() => named.load_state_dict(saved.state_dict())).Message);
        Assert.Contains("1 states", Assert.Throws<ArgumentException>(() => many.load_state_dict(saved.state_dict())).Message);
    }

    [Fact]
    public void A_file_of_another_format_is_refused()
    {
        using Parameter a = Tensors.Parameter([1, 2], 2);
        using var optimizer = new AdamW([a]);
        byte[] file = Save(optimizer);
        // Name, two counts and two rates stand before the number of the format.
        int format = 1 + nameof(AdamW).Length + 2 + 16;
        Assert.Equal(1, file[format]);
        file[format] = 9;

        Assert.Contains("format 9", Assert.Throws<InvalidDataException>(() => Load(file, optimizer)).Message);
    }

    [Fact]
    public void Parameters_of_another_type_take_the_state()
    {
        using Parameter single = Tensors.Parameter([1, 2], 2), half = Tensors.Parameter(ScalarType.BFloat16, [1, 2], 2);
        using var saved = new AdamW([("a", single)]);
        single.SetGradient(1, -1);
        saved.step();
        using var loaded = new AdamW([("a", half)]);

        Load(Save(saved), loaded);

        Assert.Equal(saved.GetState("a")["Adam.v"].Bits(), loaded.GetState("a")["Adam.v"].Bits());
        half.SetGradient(1, -1);
        loaded.step();
        Assert.Equal(2, loaded.GetState("a").UpdateClock);
    }

    [Fact]
    public void Initialize_begins_anew()
    {
        var problem = new BitProblem([[5]], steps: 4, seed: 1);
        using var run = new Run(problem, "StableSpam");
        using var fresh = new Run(problem, "StableSpam");
        run.Step(1, 4);
        TorchState state = run.Optimizer.GetState("tensor 0");
        Assert.False(state.ApproximatelyEquals(fresh.Optimizer.GetState("tensor 0")));

        state.Initialize(run.Optimizer.state_dict().Options[0]);

        Assert.True(state.ApproximatelyEquals(fresh.Optimizer.GetState("tensor 0")));
    }

    internal static byte[] Save(TorchOptimizer optimizer)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            optimizer.save_state_dict(writer);
        return memory.ToArray();
    }

    internal static void Load(byte[] file, TorchOptimizer optimizer)
    {
        using var reader = new BinaryReader(new MemoryStream(file));
        optimizer.load_state_dict(reader);
        Assert.Equal(file.Length, reader.BaseStream.Position);
    }
}
