using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>Which elements a row, a column, a matrix and a block are made of, and how its values meet them.</summary>
public class PartTests
{
    // Elements are numbered: what is largest in a part is its last element, and the negated largest of negated ones its first.
    [Theory]
    [InlineData(Scope.Row, new long[] { 2, 2, 3 }, new double[] { 0, 3, 6, 9 }, new double[] { 2, 5, 8, 11 })]
    [InlineData(Scope.Column, new long[] { 2, 2, 3 }, new double[] { 0, 1, 2, 6, 7, 8 }, new double[] { 3, 4, 5, 9, 10, 11 })]
    [InlineData(Scope.FlatRow, new long[] { 2, 2, 3 }, new double[] { 0, 6 }, new double[] { 5, 11 })]
    [InlineData(Scope.FlatColumn, new long[] { 2, 2, 3 }, new double[] { 0, 1, 2, 3, 4, 5 }, new double[] { 6, 7, 8, 9, 10, 11 })]
    [InlineData(Scope.Block, new long[] { 2, 2, 3 }, new double[] { 0, 6 }, new double[] { 5, 11 })]
    [InlineData(Scope.Block, new long[] { 2, 2, 3 }, new double[] { 0, 5, 10 }, new double[] { 4, 9, 11 }, 5)]
    [InlineData(Scope.Row, new long[] { 2, 1, 2, 2 }, new double[] { 0, 2, 4, 6 }, new double[] { 1, 3, 5, 7 })]
    [InlineData(Scope.Column, new long[] { 2, 1, 2, 2 }, new double[] { 0, 1, 4, 5 }, new double[] { 2, 3, 6, 7 })]
    [InlineData(Scope.Row, new long[] { 4 }, new double[] { 0 }, new double[] { 3 })]
    [InlineData(Scope.FlatRow, new long[] { 4 }, new double[] { 0 }, new double[] { 3 })]
    [InlineData(Scope.Column, new long[] { 4 }, new double[] { 0, 1, 2, 3 }, new double[] { 0, 1, 2, 3 })]
    [InlineData(Scope.FlatColumn, new long[] { 4 }, new double[] { 0, 1, 2, 3 }, new double[] { 0, 1, 2, 3 })]
    [InlineData(Scope.Block, new long[] { 4 }, new double[] { 0 }, new double[] { 3 })]
    [InlineData(Scope.Row, new long[] { }, new double[] { 0 }, new double[] { 0 })]
    [InlineData(Scope.Column, new long[] { }, new double[] { 0 }, new double[] { 0 })]
    public void APartIsMadeOfItsElements(Scope scope, long[] shape, double[] first, double[] last, long blockLength = 0)
    {
        var builder = new ProgramBuilder();
        int negated = builder.ReduceTo(scope, Opcode.Largest, builder.Number(Opcode.Negate, builder.Weight));
        int largest = builder.ReduceTo(scope, Opcode.Largest, builder.Weight);
        builder.Watch("first", builder.Number(Opcode.Negate, negated));
        builder.Watch("last", largest);
        builder.Watch("spread", builder.Add(Opcode.Broadcast, Scope.Element, ValueKind.Single, largest));
        double[] weight = Numbered(shape);
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            InterpretedParameter parameter = builder.RunShaped(mode, shape, weight, blockLength: blockLength);
            // The first element of a tensor is 0, negated.
            Assert.Equal(first, parameter.State("first"));
            Assert.Equal(last, parameter.State("last"));
            // An element is not beyond the last of its own part, nor below the first.
            Assert.All(
                parameter.State("spread").Zip(weight),
                pair => Assert.InRange(pair.Second, first[Array.IndexOf(last, pair.First)], pair.First));
        }
    }

    [Fact]
    public void RowsAndColumnsOfAMatrixMeetInItsElements()
    {
        var builder = new ProgramBuilder();
        int rows = builder.ReduceTo(Scope.Row, Opcode.Sum, builder.Weight), columns = builder.ReduceTo(Scope.Column, Opcode.Sum, builder.Weight);
        builder.Watch("met", builder.Number(Opcode.Subtract, rows, columns));
        InterpretedParameter parameter = builder.RunShaped(NumberMode.Exact, [2, 2, 3], Numbered([2, 2, 3]));
        Assert.Equal([0, -2, -4, 9, 7, 5, 6, 4, 2, 15, 13, 11], parameter.State("met"));
    }

    [Fact]
    public void AMatrixValueIsTheSameForItsRowsAndColumns()
    {
        var builder = new ProgramBuilder();
        int rows = builder.ReduceTo(Scope.Row, Opcode.Sum, builder.Weight), columns = builder.ReduceTo(Scope.Column, Opcode.Sum, builder.Weight);
        int matrices = builder.Single(builder.ReduceTo(Scope.Matrix, Opcode.Sum, rows));
        builder.Watch("rows", builder.Number(Opcode.Subtract, matrices, rows));
        builder.Watch("columns", builder.Number(Opcode.Subtract, matrices, columns));
        builder.Watch("elements", builder.Number(Opcode.Subtract, matrices, builder.Weight));
        InterpretedParameter parameter = builder.RunShaped(NumberMode.Exact, [2, 2, 3], Numbered([2, 2, 3]));
        Assert.Equal([12, 3, 30, 21], parameter.State("rows"));
        Assert.Equal([12, 10, 8, 36, 34, 32], parameter.State("columns"));
        Assert.Equal([15, 14, 13, 12, 11, 10, 45, 44, 43, 42, 41, 40], parameter.State("elements"));
    }

    [Fact]
    public void ArithmeticOfRowsIsInSingleAndOfMatricesInDouble()
    {
        var builder = new ProgramBuilder();
        int row = builder.ReduceTo(Scope.Row, Opcode.Sum, builder.Weight);
        int matrix = builder.ReduceTo(Scope.Matrix, Opcode.Sum, row), flat = builder.ReduceTo(Scope.FlatMatrix, Opcode.Sum, builder.ReduceTo(Scope.FlatRow, Opcode.Sum, builder.Weight));
        int third = builder.Constant(1.0 / 3);
        builder.Watch("row", builder.Number(Opcode.Multiply, row, builder.Single(third)));
        builder.Watch("matrix", builder.Number(Opcode.Multiply, matrix, third));
        builder.Watch("flat", builder.Number(Opcode.Multiply, flat, third));
        InterpretedParameter exact = builder.RunShaped(NumberMode.Exact, [1, 2], [3, 4]);
        Bits.Equal([7f * (float)(1.0 / 3)], exact.State("row"));
        Bits.Equal([7 * (1.0 / 3)], exact.State("matrix"));
        Bits.Equal([7 * (1.0 / 3)], exact.State("flat"));
        Bits.Equal([7 * (1.0 / 3)], builder.RunShaped(NumberMode.Double, [1, 2], [3, 4]).State("row"));
    }

    private static double[] Numbered(long[] shape)
    {
        var numbers = new double[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = i;
        return numbers;
    }
}
