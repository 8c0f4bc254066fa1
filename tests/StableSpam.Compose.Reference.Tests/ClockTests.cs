using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>t, k and the first update, for parameters that join late, lack a gradient or restart their clock.</summary>
public class ClockTests
{
    [Fact]
    public void TCountsStepsAndKUpdates()
    {
        StepProgram program = Watching(new ProgramBuilder());
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        var group = new InterpretedGroup(program);
        InterpretedParameter early = One("early"), late = One("late"), rare = One("rare");
        rare.HasGradient = false;
        optimizer.Add(early, group);
        optimizer.Add(rare, group);

        optimizer.Step();
        Assert.Equal((1.0, 1.0), Clocks(early));
        Assert.Equal((0.0, 0.0), Clocks(rare));

        optimizer.Add(late, group);
        optimizer.Step();
        Assert.Equal((2.0, 2.0), Clocks(early));
        Assert.Equal((2.0, 1.0), Clocks(late));
        Assert.Equal((0.0, 0.0), Clocks(rare));

        rare.HasGradient = true;
        optimizer.Step();
        Assert.Equal((3.0, 3.0), Clocks(early));
        Assert.Equal((3.0, 2.0), Clocks(late));
        Assert.Equal((3.0, 1.0), Clocks(rare));
        Assert.Equal(3, optimizer.StepCount);
        Assert.Equal((3.0, 2.0, 1.0), (early.UpdateCount, late.UpdateCount, rare.UpdateCount));
    }

    [Fact]
    public void WithoutAGradientNothingOfAParameterChanges()
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.Number(Opcode.Add, builder.Weight, builder.Gradient);
        StepProgram program = Watching(builder);
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        InterpretedParameter parameter = One("p");
        parameter.Gradient[0] = 1;
        optimizer.Add(parameter, new InterpretedGroup(program));
        optimizer.Step();
        parameter.HasGradient = false;
        optimizer.Step();
        Assert.Equal((1.0, 1.0), Clocks(parameter));
        Assert.Equal(1, parameter.UpdateCount);
        Assert.Equal([1.0], parameter.Value);
        parameter.HasGradient = true;
        optimizer.Step();
        Assert.Equal((3.0, 2.0), Clocks(parameter));
        Assert.Equal([2.0], parameter.Value);
    }

    [Fact]
    public void ARestartedClockCountsOnFromWhereItWasSet()
    {
        // k = if t == 3 then 1 else k, and the new k is what later statements see.
        var builder = new ProgramBuilder();
        int due = builder.Condition(Opcode.Equal, builder.T, builder.Constant(3));
        builder.NewClock = builder.Number(Opcode.Select, due, builder.Constant(1), builder.K);
        StepProgram program = Watching(builder);
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        InterpretedParameter parameter = One("p");
        optimizer.Add(parameter, new InterpretedGroup(program));
        var seen = new List<(double K, double Stored)>();
        for (int i = 0; i < 5; i++)
        {
            optimizer.Step();
            seen.Add((Clocks(parameter).K, parameter.UpdateCount));
        }
        Assert.Equal([(1.0, 1.0), (2.0, 2.0), (3.0, 1.0), (2.0, 2.0), (3.0, 3.0)], seen);
    }

    [Fact]
    public void ARestartDoesNotBringTheFirstUpdateBack()
    {
        // An initial value that is an expression: master = if first update then w else master; k restarts in every step.
        var builder = new ProgramBuilder();
        int first = builder.Add(Opcode.FirstUpdate, Scope.Step, ValueKind.Condition);
        int master = builder.State("master", Scope.Element);
        int old = builder.Number(Opcode.Select, first, builder.Weight, master);
        builder.Assign(master, builder.Number(Opcode.Add, old, builder.Single(builder.Constant(1))));
        builder.NewClock = builder.Constant(0);
        StepProgram program = builder.Build();
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        var group = new InterpretedGroup(program);
        var early = new InterpretedParameter("early", [1], [10]);
        var late = new InterpretedParameter("late", [1], [20]);
        optimizer.Add(early, group);
        optimizer.Step();
        Assert.Equal([11.0], early.State("master"));
        optimizer.Add(late, group);
        late.HasGradient = false;
        optimizer.Step();
        Assert.False(late.WasUpdated);
        late.HasGradient = true;
        optimizer.Step();
        optimizer.Step();
        Assert.Equal([14.0], early.State("master"));
        Assert.Equal([22.0], late.State("master"));
    }

    [Fact]
    public void AStepStateBelongsToItsParameter()
    {
        // since = if mod(t, 3) == 0 then 0 else since + 1, from inf.
        var builder = new ProgramBuilder();
        int since = builder.State("since", Scope.Step, double.PositiveInfinity);
        int three = builder.Constant(3);
        int whole = builder.Number(Opcode.Multiply, three, builder.Number(Opcode.Floor, builder.Number(Opcode.Divide, builder.T, three)));
        int due = builder.Condition(Opcode.Equal, builder.Number(Opcode.Subtract, builder.T, whole), builder.Constant(0));
        int next = builder.Number(Opcode.Add, since, builder.Constant(1));
        builder.Assign(since, builder.Number(Opcode.Select, due, builder.Constant(0), next));
        StepProgram program = builder.Build();
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        var group = new InterpretedGroup(program);
        InterpretedParameter early = One("early"), late = One("late");
        optimizer.Add(early, group);
        for (int i = 0; i < 4; i++) optimizer.Step();
        optimizer.Add(late, group);
        optimizer.Step();
        Assert.Equal([2.0], early.State("since"));
        Assert.Equal([double.PositiveInfinity], late.State("since"));
        optimizer.Step();
        Assert.Equal([0.0], early.State("since"));
        Assert.Equal([0.0], late.State("since"));
    }

    [Fact]
    public void GroupsDifferInTheirHyperparameters()
    {
        var builder = new ProgramBuilder();
        int decay = builder.Hyperparameter("decay", 0.5);
        builder.NewWeight = builder.Number(Opcode.Multiply, builder.Weight, builder.Single(decay));
        StepProgram program = builder.Build();
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        var other = new InterpretedGroup(program) { ["decay"] = 0.25 };
        var first = new InterpretedParameter("first", [1], [1]);
        var second = new InterpretedParameter("second", [1], [1]);
        optimizer.Add(first, new InterpretedGroup(program));
        optimizer.Add(second, other);
        optimizer.Step();
        Assert.Equal((0.5, 0.25), (first.Value[0], second.Value[0]));
    }

    [Fact]
    public void AnEmptyTensorTakesItsSteps()
    {
        var builder = new ProgramBuilder();
        builder.Watch("total", builder.Reduce(Opcode.Sum, builder.Gradient));
        builder.Watch("m", builder.Gradient);
        InterpretedParameter parameter = builder.Run(NumberMode.Exact, [], steps: 2);
        Assert.Equal(2, parameter.UpdateCount);
        Assert.Empty(parameter.State("m"));
        Assert.Equal([0.0], parameter.State("total"));
    }

    private static StepProgram Watching(ProgramBuilder builder)
    {
        builder.Watch("t", builder.T);
        builder.Watch("k", builder.K);
        return builder.Build();
    }

    private static InterpretedParameter One(string name) => new(name, [1], [0]);

    private static (double T, double K) Clocks(InterpretedParameter parameter) => (parameter.State("t")[0], parameter.State("k")[0]);
}
