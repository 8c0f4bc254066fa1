using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>What a state and a parameter keep of the number that they are given.</summary>
public class StorageTests
{
    private const double SmallestNormal = 1.1754943508222875e-38; // 2^-126
    private const double LargestSubnormal = 1.1754942106924411e-38; // 2^-126 - 2^-149

    [Theory]
    [InlineData(SmallestNormal, SmallestNormal)]
    [InlineData(-SmallestNormal, -SmallestNormal)]
    [InlineData(LargestSubnormal, 0.0)]
    [InlineData(-LargestSubnormal, 0.0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(0.5, 0.5)]
    public void AnElementStateIsFlushedInExactModeOnly(double value, double kept)
    {
        var builder = new ProgramBuilder();
        builder.Watch("m", builder.Gradient);
        Bits.Equal(kept, builder.Run(NumberMode.Exact, [0], [value]).State("m")[0]);
        Bits.Equal(value, builder.Run(NumberMode.Double, [0], [value]).State("m")[0]);
    }

    [Theory]
    [InlineData(Scope.Row)]
    [InlineData(Scope.Column)]
    [InlineData(Scope.FlatRow)]
    [InlineData(Scope.FlatColumn)]
    [InlineData(Scope.Block)]
    public void AStateOfRowsColumnsAndBlocksIsFlushedToo(Scope scope)
    {
        var builder = new ProgramBuilder();
        builder.Watch("s", builder.ReduceTo(scope, Opcode.Largest, builder.Gradient));
        Bits.Equal(0.0, builder.Run(NumberMode.Exact, [0], [LargestSubnormal]).State("s")[0]);
        Bits.Equal(SmallestNormal, builder.Run(NumberMode.Exact, [0], [SmallestNormal]).State("s")[0]);
        Bits.Equal(LargestSubnormal, builder.Run(NumberMode.Double, [0], [LargestSubnormal]).State("s")[0]);
    }

    [Fact]
    public void AStateOfMatricesIsKeptInDouble()
    {
        var builder = new ProgramBuilder();
        int rows = builder.ReduceTo(Scope.Row, Opcode.Sum, builder.Gradient);
        int matrix = builder.ReduceTo(Scope.Matrix, Opcode.Sum, rows);
        builder.Watch("s", builder.Number(Opcode.Multiply, matrix, builder.Constant(1e-39)));
        Bits.Equal([3 * 1e-39, 7 * 1e-39], builder.RunShaped(NumberMode.Exact, [2, 1, 2], new double[4], [1, 2, 3, 4]).State("s"));
    }

    [Theory]
    [InlineData(LargestSubnormal)]
    [InlineData(double.NaN)]
    public void AParameterIsNotFlushed(double value)
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.Gradient;
        Bits.Equal(value, builder.Run(NumberMode.Exact, [1], [value]).Value[0]);
    }

    [Fact]
    public void ANegativeZeroLosesItsSignInAStateOnly()
    {
        AnElementStateIsFlushedInExactModeOnly(-0.0, 0.0);
        AParameterIsNotFlushed(-0.0);
    }

    [Fact]
    public void StatesOfTheStepAndTheTensorAreKeptInDouble()
    {
        var builder = new ProgramBuilder();
        builder.Watch("step", builder.Constant(0.1));
        int tensor = builder.State("tensor", Scope.Tensor);
        int largest = builder.Reduce(Opcode.Largest, builder.Gradient);
        builder.Assign(tensor, builder.Number(Opcode.Multiply, largest, builder.Constant(1e-39)));
        InterpretedParameter parameter = builder.Run(NumberMode.Exact, [0], [3]);
        Bits.Equal(0.1, parameter.State("step")[0]);
        Bits.Equal(3 * 1e-39, parameter.State("tensor")[0]);
    }

    [Fact]
    public void InitialValuesAreKeptAsIfStored()
    {
        var builder = new ProgramBuilder();
        builder.State("element", Scope.Element, 0.1);
        builder.State("tensor", Scope.Tensor, 0.1);
        builder.State("step", Scope.Step, double.PositiveInfinity);
        InterpretedParameter exact = builder.Run(NumberMode.Exact, [1, 2], steps: 0);
        Bits.Equal([0.1f, 0.1f], exact.State("element"));
        Bits.Equal([0.1], exact.State("tensor"));
        Bits.Equal([double.PositiveInfinity], exact.State("step"));
        Bits.Equal([0.1, 0.1], builder.Run(NumberMode.Double, [1, 2], steps: 0).State("element"));
    }

    [Fact]
    public void AParameterIsRoundedWhenItJoinsInExactMode()
    {
        var builder = new ProgramBuilder();
        Bits.Equal(0.1f, builder.Run(NumberMode.Exact, [0.1], steps: 0).Value[0]);
        Bits.Equal(0.1, builder.Run(NumberMode.Double, [0.1], steps: 0).Value[0]);
    }

    [Fact]
    public void NewStatesAreSeenInTheNextStepOnly()
    {
        var builder = new ProgramBuilder();
        int first = builder.State("first", Scope.Element, 1), second = builder.State("second", Scope.Element, 2);
        builder.Assign(first, second);
        builder.Assign(second, first);
        builder.NewWeight = builder.Number(Opcode.Add, first, builder.Weight);
        InterpretedParameter parameter = builder.Run(NumberMode.Exact, [0], steps: 1);
        Assert.Equal((2.0, 1.0, 1.0), (parameter.State("first")[0], parameter.State("second")[0], parameter.Value[0]));
        parameter = builder.Run(NumberMode.Exact, [0], steps: 2);
        Assert.Equal((1.0, 2.0, 3.0), (parameter.State("first")[0], parameter.State("second")[0], parameter.Value[0]));
    }
}
