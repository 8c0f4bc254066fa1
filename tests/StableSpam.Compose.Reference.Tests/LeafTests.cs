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

    [Theory]
    [InlineData(new long[] { }, 1, 1, 1, 1, 1)]
    [InlineData(new long[] { 5 }, 1, 1, 5, 1, 5)]
    [InlineData(new long[] { 3, 4 }, 1, 3, 4, 3, 4)]
    [InlineData(new long[] { 2, 3, 4 }, 2, 3, 4, 2, 12)]
    [InlineData(new long[] { 2, 3, 4, 5 }, 6, 4, 5, 2, 60)]
    [InlineData(new long[] { 0 }, 1, 1, 0, 1, 0)]
    [InlineData(new long[] { 3, 0 }, 1, 3, 0, 3, 0)]
    [InlineData(new long[] { 0, 3, 4 }, 0, 3, 4, 0, 12)]
    public void RowsAndColumnsAreThoseOfTheView(long[] shape, int matrices, int rows, int columns, int flatRows, int flatColumns)
    {
        var builder = new ProgramBuilder();
        builder.Watch("matrices", builder.Add(Opcode.MatrixCount, Scope.Tensor, ValueKind.Double));
        builder.Watch("rows", Count(Opcode.RowCount, view: 0));
        builder.Watch("columns", Count(Opcode.ColumnCount, view: 0));
        builder.Watch("flat rows", Count(Opcode.RowCount, view: 1));
        builder.Watch("flat columns", Count(Opcode.ColumnCount, view: 1));
        double[] weight = new double[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        InterpretedParameter parameter = builder.RunShaped(NumberMode.Exact, shape, weight);
        Assert.Equal([matrices], parameter.State("matrices"));
        Assert.Equal([rows], parameter.State("rows"));
        Assert.Equal([columns], parameter.State("columns"));
        Assert.Equal([flatRows], parameter.State("flat rows"));
        Assert.Equal([flatColumns], parameter.State("flat columns"));

        int Count(Opcode opcode, int view) =>
            builder.Add(new Node { Opcode = opcode, Scope = Scope.Tensor, Kind = ValueKind.Double, Slot = view });
    }

    [Theory]
    [InlineData(new long[] { 12 }, 5, new double[] { 5, 5, 2 })]
    [InlineData(new long[] { 3, 4 }, 6, new double[] { 6, 6 })]
    [InlineData(new long[] { 3, 4 }, 0, new double[] { 4, 4, 4 })]
    [InlineData(new long[] { 2, 3, 2 }, 0, new double[] { 6, 6 })]
    [InlineData(new long[] { 7 }, 0, new double[] { 7 })]
    [InlineData(new long[] { }, 0, new double[] { 1 })]
    [InlineData(new long[] { 7 }, 100, new double[] { 7 })]
    [InlineData(new long[] { 0 }, 5, new double[] { })]
    [InlineData(new long[] { 2, 0 }, 0, new double[] { 0, 0 })]
    public void EveryBlockKnowsItsLength(long[] shape, long blockLength, double[] lengths)
    {
        var builder = new ProgramBuilder();
        builder.Watch("length", builder.Add(Opcode.BlockLength, Scope.Block, ValueKind.Single));
        builder.Watch("count", builder.Add(Opcode.BlockCount, Scope.Tensor, ValueKind.Double));
        double[] weight = new double[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        InterpretedParameter parameter = builder.RunShaped(NumberMode.Exact, shape, weight, blockLength: blockLength);
        Assert.Equal(lengths, parameter.State("length"));
        Assert.Equal([lengths.Length], parameter.State("count"));
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
