using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>Sums to and of rows, columns, blocks and matrices in exact mode, against their order written a second time.</summary>
public class OrderOfPartialSumsTests
{
    // 2^24 + 1 is not in fp32, nor 2^53 + 1 in double.
    private const double Large = 1 << 24;
    private const double VeryLarge = 1L << 53;

    public static TheoryData<int> Lengths => [1, 2, 63, 64, 65, 127, 130, 513, 4097, 9000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ARowIsARunFromItsOwnStart(int length) => CheckRuns(Scope.Row, [3, length], length);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ARowOfTheFlattenedViewIsARunFromItsOwnStart(int length) => CheckRuns(Scope.FlatRow, [3, 2, length], 2 * length);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ABlockIsARunFromItsOwnStart(int length)
    {
        CheckRuns(Scope.Block, [2, 1, length], length);
        CheckRuns(Scope.Block, [(3 * length) - 1], length, blockLength: length);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AColumnIsAddedSlabBySlab(int rows)
    {
        CheckColumns(Scope.Column, [2, rows, 3], matrices: 2, rows, columns: 3);
        CheckColumns(Scope.FlatColumn, [rows, 2, 3], matrices: 1, rows, columns: 6);
    }

    [Theory]
    [InlineData(0, 1, 2, 0)] // one slab, in order of its rows
    [InlineData(0, 2, 1, 1)]
    [InlineData(0, 63, 64, 0)] // 63 is the last row of the first slab
    [InlineData(0, 64, 128, 1)] // slabs are added in double
    public void TheOrderOfAColumnIsTheOneThatIsWrittenDown(int large, int one, int cancel, double expected)
    {
        var column = new double[200];
        (column[large], column[one], column[cancel]) = (Large, 1, -Large);
        Bits.Equal([expected], ToPart(Scope.Column, Opcode.Sum).RunShaped(NumberMode.Exact, [200, 1], column).State("s"));
    }

    [Fact]
    public void ATotalOfARowAndAColumnIsRoundedAtTheEnd()
    {
        var values = new double[4097];
        (values[0], values[4096]) = (Large, 1);
        Bits.Equal([Large], ToPart(Scope.Row, Opcode.Sum).RunShaped(NumberMode.Exact, [1, 4097], values).State("s"));
        Bits.Equal([Large + 1.0], ToPart(Scope.Tensor, Opcode.Sum).RunShaped(NumberMode.Exact, [1, 4097], values).State("s"));
        Bits.Equal([Large], ToPart(Scope.Column, Opcode.Sum).RunShaped(NumberMode.Exact, [4097, 1], values).State("s"));
        Bits.Equal([Large + 1.0], ToPart(Scope.Row, Opcode.Sum).RunShaped(NumberMode.Double, [1, 4097], values).State("s"));
    }

    [Fact]
    public void AProductOfAColumnIsNotRoundedBeforeItIsAdded()
    {
        double e = Math.ScaleB(1, -23);
        double[] x = [1, 1 + e], y = [-(1 + (2 * e)), 1 + e];
        Bits.Equal([(float)(e * e)], ToPart(Scope.Column, Opcode.SumOfProducts).RunShaped(NumberMode.Exact, [2, 1], x, y).State("s"));
    }

    [Theory]
    [InlineData(Scope.Row, Scope.Tensor)]
    [InlineData(Scope.Column, Scope.Tensor)]
    [InlineData(Scope.FlatRow, Scope.Tensor)]
    [InlineData(Scope.FlatColumn, Scope.Tensor)]
    [InlineData(Scope.Block, Scope.Tensor)]
    [InlineData(Scope.FlatRow, Scope.FlatMatrix)]
    [InlineData(Scope.FlatColumn, Scope.FlatMatrix)]
    public void ThePartsOfATensorAreARun(Scope part, Scope to)
    {
        foreach (int length in (int[])[2, 600, 5000])
        {
            float[] x = Sample.Singles(length, length), y = Sample.Singles(length + 1, length);
            Bits.Equal([RecursiveSum.Of(x)], FoldParts(part, to, Opcode.Sum, ShapeOf(part, length, matrices: 1), x));
            Bits.Equal([RecursiveSum.OfProducts(x, y)], FoldParts(part, to, Opcode.SumOfProducts, ShapeOf(part, length, matrices: 1), x, y));
        }
    }

    [Theory]
    [InlineData(Scope.Row)]
    [InlineData(Scope.Column)]
    public void ThePartsOfAllMatricesAreOneRunForTheTensorAndOneEachForTheMatrices(Scope part)
    {
        float[] x = Sample.Singles(1, 1400);
        long[] shape = ShapeOf(part, 700, matrices: 2);
        double[] matrices = FoldParts(part, Scope.Matrix, Opcode.Sum, shape, x);
        Bits.Equal([RecursiveSum.Of(x[..700]), RecursiveSum.Of(x[700..])], matrices);
        double[] tensor = FoldParts(part, Scope.Tensor, Opcode.Sum, shape, x);
        Bits.Equal([RecursiveSum.Of(x)], tensor);
        Assert.NotEqual(matrices[0] + matrices[1], tensor[0]);
    }

    [Theory]
    [InlineData(new[] { VeryLarge, 1, -VeryLarge }, 0)]
    [InlineData(new[] { VeryLarge, -VeryLarge, 1 }, 1)]
    [InlineData(new[] { Large, 1, -Large }, 1)] // not in fp32
    [InlineData(new[] { -0.0, -0.0, -0.0 }, 0)]
    public void MatricesAreAddedInDoubleOneAfterTheOther(double[] values, double expected)
    {
        var builder = new ProgramBuilder();
        int matrices = builder.ReduceTo(Scope.Matrix, Opcode.Largest, builder.ReduceTo(Scope.Row, Opcode.Largest, builder.Weight));
        builder.Watch("s", builder.Reduce(Opcode.Sum, matrices));
        Bits.Equal([expected], builder.RunShaped(NumberMode.Exact, [3, 1, 1], values).State("s"));
    }

    [Fact]
    public void TheLargestOfPartsIsTheLargestOfBitsAndNaNWins()
    {
        double[] values = [-0.0, 0, -5, -2, 3, double.NaN];
        foreach (Scope part in (Scope[])[Scope.Row, Scope.FlatRow, Scope.Block])
            Bits.Equal([0, -2, double.NaN], ToPart(part, Opcode.Largest).RunShaped(NumberMode.Exact, [3, 2], values).State("s"));
        double[] standing = [-0.0, -5, 3, 0, -2, double.NaN];
        foreach (Scope part in (Scope[])[Scope.Column, Scope.FlatColumn])
            Bits.Equal([0, -2, double.NaN], ToPart(part, Opcode.Largest).RunShaped(NumberMode.Exact, [2, 3], standing).State("s"));
        Bits.Equal([-2.0], FoldParts(Scope.Row, Scope.Tensor, Opcode.Largest, [2, 1], [-5, -2]));
        Bits.Equal([double.NaN, 4], FoldParts(Scope.Column, Scope.Matrix, Opcode.Largest, [2, 1, 2], [float.NaN, 1, 4, 3]));
    }

    [Fact]
    public void TheLargestOfMatricesIsCompared()
    {
        var builder = new ProgramBuilder();
        int matrices = builder.ReduceTo(Scope.Matrix, Opcode.Sum, builder.ReduceTo(Scope.Row, Opcode.Sum, builder.Weight));
        builder.Watch("s", builder.Reduce(Opcode.Largest, builder.Number(Opcode.Multiply, matrices, builder.Constant(1e-300))));
        Bits.Equal([-3 * 1e-300], builder.RunShaped(NumberMode.Exact, [2, 1, 2], [-1, -2, -3, -4]).State("s"));
        Bits.Equal([double.NaN], builder.RunShaped(NumberMode.Exact, [2, 1, 2], [-1, double.NaN, -3, -4]).State("s"));
        Bits.Equal([0.0], builder.RunShaped(NumberMode.Exact, [0, 1, 2], []).State("s"));
    }

    // A part may have no element, and there may be no part.
    [Theory]
    [InlineData(Scope.Row, new long[] { 3, 0 }, 3)]
    [InlineData(Scope.Column, new long[] { 3, 0 }, 0)]
    [InlineData(Scope.Row, new long[] { 0, 3 }, 0)]
    [InlineData(Scope.Column, new long[] { 0, 3 }, 3)]
    [InlineData(Scope.Row, new long[] { 2, 3, 0 }, 6)]
    [InlineData(Scope.Column, new long[] { 2, 0, 3 }, 6)]
    [InlineData(Scope.FlatRow, new long[] { 2, 0, 3 }, 2)]
    [InlineData(Scope.FlatColumn, new long[] { 0, 2, 3 }, 6)]
    [InlineData(Scope.Block, new long[] { 2, 0 }, 2)]
    [InlineData(Scope.Row, new long[] { 0 }, 1)]
    [InlineData(Scope.Column, new long[] { 0 }, 0)]
    [InlineData(Scope.Block, new long[] { 0 }, 1)]
    public void NothingFoldsToZero(Scope part, long[] shape, int count)
    {
        foreach (Opcode opcode in (Opcode[])[Opcode.Sum, Opcode.SumOfProducts, Opcode.Largest])
        {
            ProgramBuilder builder = ToPart(part, opcode);
            int[] operands = [.. Enumerable.Repeat(builder.ReduceTo(part, Opcode.Largest, builder.Weight), opcode == Opcode.SumOfProducts ? 2 : 1)];
            builder.Watch("total", builder.Reduce(opcode, operands));
            InterpretedParameter parameter = builder.RunShaped(NumberMode.Exact, shape, []);
            Bits.Equal(new double[count], parameter.State("s"));
            Bits.Equal([0.0], parameter.State("total"));
        }
    }

    private static void CheckRuns(Scope part, long[] shape, int length, long blockLength = 0)
    {
        int count = (int)shape.Aggregate((product, dimension) => product * dimension);
        float[] x = Sample.Singles(length, count), y = Sample.Singles(length + 1, count);
        IEnumerable<int> starts = Enumerable.Range(0, (count + length - 1) / length).Select(run => run * length);
        float[] sums = [.. starts.Select(start => (float)RecursiveSum.Of([.. x.Skip(start).Take(length)]))];
        float[] products = [.. starts.Select(start => (float)RecursiveSum.OfProducts([.. x.Skip(start).Take(length)], [.. y.Skip(start).Take(length)]))];
        Bits.Equal(sums, Parts(part, Opcode.Sum, shape, x, null, blockLength));
        Bits.Equal(products, Parts(part, Opcode.SumOfProducts, shape, x, y, blockLength));
    }

    private static void CheckColumns(Scope part, long[] shape, int matrices, int rows, int columns)
    {
        float[] x = Sample.Singles(rows, matrices * rows * columns), y = Sample.Singles(rows + 1, x.Length);
        var sums = new float[matrices * columns];
        var products = new float[sums.Length];
        for (int column = 0; column < sums.Length; column++)
        {
            int start = (column / columns * rows * columns) + (column % columns);
            double sum = 0, product = 0;
            foreach (int[] slab in Enumerable.Range(0, rows).Select(row => start + (row * columns)).Chunk(64))
            {
                sum += slab.Aggregate(0f, (total, i) => total + x[i]);
                product += slab.Aggregate(0f, (total, i) => MathF.FusedMultiplyAdd(x[i], y[i], total));
            }
            (sums[column], products[column]) = ((float)sum, (float)product);
        }
        Bits.Equal(sums, Parts(part, Opcode.Sum, shape, x, null));
        Bits.Equal(products, Parts(part, Opcode.SumOfProducts, shape, x, y));
    }

    private static double[] Parts(Scope part, Opcode opcode, long[] shape, float[] x, float[]? y, long blockLength = 0) =>
        ToPart(part, opcode)
            .RunShaped(NumberMode.Exact, shape, Sample.Widened(x), y is null ? null : Sample.Widened(y), blockLength: blockLength)
            .State("s");

    private static ProgramBuilder ToPart(Scope part, Opcode opcode)
    {
        var builder = new ProgramBuilder();
        int[] operands = opcode == Opcode.SumOfProducts ? [builder.Weight, builder.Gradient] : [builder.Weight];
        builder.Watch("s", builder.ReduceTo(part, opcode, operands));
        return builder;
    }

    // A shape whose parts have one element each.
    private static long[] ShapeOf(Scope part, int count, int matrices) => part switch
    {
        Scope.Row => [matrices, count, 1],
        Scope.Column => [matrices, 1, count],
        Scope.FlatColumn => [1, count],
        _ => [count, 1],
    };

    // Parts of one element each are what the tensor holds.
    private static double[] FoldParts(Scope part, Scope to, Opcode opcode, long[] shape, float[] x, float[]? y = null)
    {
        var builder = new ProgramBuilder();
        int[] operands = [builder.ReduceTo(part, Opcode.Largest, builder.Weight)];
        if (opcode == Opcode.SumOfProducts) operands = [.. operands, builder.ReduceTo(part, Opcode.Largest, builder.Gradient)];
        builder.Watch("s", builder.ReduceTo(to, opcode, operands));
        return builder.RunShaped(NumberMode.Exact, shape, Sample.Widened(x), y is null ? null : Sample.Widened(y)).State("s");
    }
}
