using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Storage;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Execution;

/// <summary>An engine of several programs.</summary>
public sealed unsafe class ProgramsEngineTests
{
    [Fact]
    public void Programs_share_the_step_count_and_keep_their_own_states()
    {
        using var engine = new ProgramsEngine([[Adam()], [Group()]]);
        var group = new StepGroup(4) { LearningRate = 0.5 };
        StepParameter[] parameters = [engine.OfProgram(1).AddParameter(group, new TensorShape([3])), engine.OfProgram(0).AddParameter(group, new TensorShape([3]))];
        ArrayParameter[] tensors = [Tensors.Vector("a", 3, 1), Tensors.Vector("b", 3, 2)];
        for (int i = 0; i < 2; i++)
        {
            parameters[i].Value = tensors[i].ValuePointer;
            parameters[i].Gradient = tensors[i].GradientPointer;
            parameters[i].HasGradient = true;
        }
        engine.Step();
        engine.Step();

        Assert.Equal(parameters, engine.Parameters);
        Assert.Equal(2, engine.StepCount);
        Assert.Equal([2.0, 2.0], parameters.Select(parameter => parameter.UpdateClock));
        Assert.Equal(GroupProgram.Plan.States, parameters[0].States);
        Assert.Equal(AdamW.Info.Plan.States, parameters[1].States);

        // What the second program does not skip, the first does: nothing at all moves.
        tensors[0].Gradient[1] = float.NaN;
        float[] before = tensors[1].Value.ToArray();
        engine.Step();
        Assert.Equal((2, 1), (engine.StepCount, engine.SkippedSteps));
        Assert.Equal(before, tensors[1].Value.ToArray());
    }

    [Fact]
    public void Its_plan_is_that_of_what_no_pattern_matches()
    {
        using var engine = new ProgramsEngine([[Adam()], [Group(), Adam()]]);
        Assert.Same(GroupProgram.Plan, engine.Plan);
    }

    [Fact]
    public void A_parameter_is_added_to_a_program()
    {
        using var engine = new ProgramsEngine([[Adam()], [Group()]]);
        Assert.Throws<InvalidOperationException>(() => engine.AddParameter(new StepGroup(4), new TensorShape([1])));
        Assert.Throws<InvalidOperationException>(() => engine.AddParameter<Float32, BFloat16>(new StepGroup(4), new TensorShape([1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.OfProgram(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.OfProgram(-1));
        using StepEngine alone = Adam();
        Assert.Same(alone, alone.OfProgram(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => alone.OfProgram(1));
    }

    [Fact]
    public void A_program_is_stepped_with_the_others()
    {
        StepEngine part = Adam();
        using var engine = new ProgramsEngine([[part], [Group()]]);
        Assert.Throws<InvalidOperationException>(part.Step);
    }

    [Fact]
    public void An_engine_is_part_of_one()
    {
        StepEngine part = Adam();
        using var engine = new ProgramsEngine([[part]]);
        Assert.Throws<ArgumentException>(() => new ProgramsEngine([[part]]));
        using StepEngine used = Adam();
        used.AddParameter(new StepGroup(4), new TensorShape([1]));
        Assert.Throws<ArgumentException>(() => new ProgramsEngine([[used]]));
        Assert.Throws<ArgumentException>(() => new ProgramsEngine([]));
        Assert.Throws<ArgumentException>(() => new ProgramsEngine([[Adam()], []]));
        Assert.Throws<ArgumentException>(() => new ProgramsEngine(
            [[Adam()], [new StepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor, Float32, Float32, BFloat16>()]]));
    }

    [Fact]
    public void A_disposed_engine_has_freed_its_programs()
    {
        var engine = new ProgramsEngine([[Adam()], [Group()]]);
        StepParameter parameter = engine.OfProgram(0).AddParameter(new StepGroup(4), new TensorShape([1]));
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => parameter.ElementState(0) is null);
        Assert.Throws<ObjectDisposedException>(engine.Step);
        Assert.Throws<ObjectDisposedException>(() => engine.OfProgram(1).AddParameter(new StepGroup(4), new TensorShape([1])));
    }

    private static StepEngine Adam() => new StepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor>();

    private static StepEngine Group() => new StepEngine<GroupProgram, GroupProgram.Step, GroupProgram.Tensor>();
}
