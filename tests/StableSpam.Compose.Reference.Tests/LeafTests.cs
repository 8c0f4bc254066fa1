using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

public class LeafTests
{
    [Fact]
    public void LeavesReadWhatTheyAreNamedFor()
    {
        var builder = new ProgramBuilder();
        builder.Watch("constant", builder.Constant(0.1));
        builder.Watch("beta", builder.Hyperparameter("beta", 0.9));
        builder.Watch("gamma", builder.Hyperparameter("gamma", 0.7));
        builder.Watch("lr", builder.LearningRate);
        builder.Watch("numel", builder.Add(Opcode.ElementCount, Scope.Tensor, ValueKind.Double));
        builder.Watch("rank", builder.Add(Opcode.Rank, Scope.Tensor, ValueKind.Double));
        builder.Watch("gradient", builder.Gradient);
        builder.Watch("weight", builder.Weight);
        StepProgram program = builder.Build();
        var group = new InterpretedGroup(program);
        Assert.Equal((0.125, 0.9, 0.7), (group.LearningRate, group["beta"], group["gamma"]));
        var parameter = new InterpretedParameter("p", [2, 3], [1, 2, 3, 4, 5, 6]);
        double[] gradient = [7, 8, 9, 10, 11, 12];
        gradient.CopyTo(parameter.Gradient, 0);
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        optimizer.Add(parameter, group);

        optimizer.Step();
        Assert.Equal([0.1], parameter.State("constant"));
        Assert.Equal([0.9], parameter.State("beta"));
        Assert.Equal([0.7], parameter.State("gamma"));
        Assert.Equal([0.125], parameter.State("lr"));
        Assert.Equal([6.0], parameter.State("numel"));
        Assert.Equal([2.0], parameter.State("rank"));
        Assert.Equal(gradient, parameter.State("gradient"));
        Assert.Equal([1, 2, 3, 4, 5, 6], parameter.State("weight"));

        group["gamma"] = 0.3;
        group.LearningRate = 0.01;
        optimizer.Step();
        Assert.Equal([0.3], parameter.State("gamma"));
        Assert.Equal([0.01], parameter.State("lr"));
    }

    [Fact]
    public void AnElementConstantIsRoundedInExactModeOnly()
    {
        var builder = new ProgramBuilder();
        builder.Watch("c", builder.Add(
            new Node { Opcode = Opcode.Constant, Scope = Scope.Element, Kind = ValueKind.Single, Constant = 0.1 }));
        Assert.Equal([0.1f, 0.1f], builder.Run(NumberMode.Exact, [1, 2]).State("c"));
        Assert.Equal([0.1, 0.1], builder.Run(NumberMode.Double, [1, 2]).State("c"));
    }

    [Fact]
    public void ANumberWithoutDimensionsHasRankZero()
    {
        var builder = new ProgramBuilder();
        builder.Watch("rank", builder.Add(Opcode.Rank, Scope.Tensor, ValueKind.Double));
        StepProgram program = builder.Build();
        var parameter = new InterpretedParameter("p", [], [5]);
        var optimizer = new InterpretedOptimizer(program, NumberMode.Double);
        optimizer.Add(parameter, new InterpretedGroup(program));
        optimizer.Step();
        Assert.Equal([0.0], parameter.State("rank"));
    }
}
