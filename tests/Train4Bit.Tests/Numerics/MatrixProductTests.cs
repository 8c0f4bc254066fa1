using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Tests.Numerics;

public class MatrixProductTests
{
    /// <summary>Below, at and above the sizes of tiles, of blocks of depth and of the parts of the right operand.</summary>
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 5, 15, 3 }, { 6, 16, 7 }, { 7, 17, 255 }, { 13, 33, 256 }, { 12, 48, 257 }, { 97, 300, 70 },
        { 100, 260, 300 }, { 3, 2, 1025 }, { 2, 2049, 3 }, { 200, 64, 513 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_product_is_what_its_definition_says(int rows, int columns, int depth)
    {
        Check<double>(rows, columns, depth, 1e-13);
        Check<float>(rows, columns, depth, 1e-5);
    }

    [Fact]
    public void Its_bits_do_not_depend_on_the_number_of_threads()
    {
        float[] one = Product(1), two = Product(2), five = Product(5);
        Assert.Equal(one, two);
        Assert.Equal(one, five);

        static float[] Product(int threads)
        {
            Matrix<float> a = Samples.Matrix<float>(131, 520, 1), b = Samples.Matrix<float>(520, 277, 2), c = new(131, 277);
            using var product = new MatrixProduct<float>(new Workers(threads));
            product.Multiply(a.View, b.View, c.View);
            GC.KeepAlive((a, b));
            return c.Span.ToArray();
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var product = new MatrixProduct<float>(new Workers(1));
        var matrix = new Matrix<float>(2, 3);
        ArgumentException error = Assert.Throws<ArgumentException>(() => product.Multiply(matrix.View, matrix.View, matrix.View));
        Assert.StartsWith("[2, 3] times [2, 3] is not [2, 3].", error.Message);
        Assert.Throws<ArgumentException>(() => product.Multiply(matrix.View, matrix.Transposed, new Matrix<float>(2, 2).Transposed));
    }

    private static void Check<T>(int rows, int columns, int depth, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using var product = new MatrixProduct<T>(new Workers(2));
        using var small = new SmallProduct<T>();
        foreach (bool turnedLeft in (bool[])[false, true])
        {
            foreach (bool turnedRight in (bool[])[false, true])
            {
                Matrix<T> left = turnedLeft ? Samples.Matrix<T>(depth, rows, 1) : Samples.Matrix<T>(rows, depth, 1);
                Matrix<T> right = turnedRight ? Samples.Matrix<T>(columns, depth, 2) : Samples.Matrix<T>(depth, columns, 2);
                MatrixView<T> a = turnedLeft ? left.Transposed : left.View, b = turnedRight ? right.Transposed : right.View;
                foreach (bool add in (bool[])[false, true])
                {
                    Matrix<T> c = Samples.Matrix<T>(rows, columns, 3), serial = Samples.Matrix<T>(rows, columns, 3);
                    double[] expected = Expected(a, b, add ? c : new Matrix<T>(rows, columns));
                    product.Multiply(a, b, c.View, add);
                    small.Multiply(a, b, serial.View, add);
                    for (int i = 0; i < expected.Length; i++)
                    {
                        Assert.Equal(expected[i], double.CreateChecked(c.Span[i]), tolerance * depth);
                        Assert.Equal(expected[i], double.CreateChecked(serial.Span[i]), tolerance * depth);
                    }
                    // A view does not keep its matrix.
                    GC.KeepAlive(left);
                    GC.KeepAlive(right);
                }
            }
        }
    }

    private static unsafe double[] Expected<T>(MatrixView<T> a, MatrixView<T> b, Matrix<T> c)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        double[] result = new double[c.Count];
        for (int row = 0; row < c.Rows; row++)
        {
            for (int column = 0; column < c.Columns; column++)
            {
                double sum = double.CreateChecked(c.Row(row)[column]);
                for (int i = 0; i < a.Columns; i++)
                {
                    sum += double.CreateChecked(a.Pointer[(row * a.RowStride) + (i * a.ColumnStride)])
                        * double.CreateChecked(b.Pointer[(i * b.RowStride) + (column * b.ColumnStride)]);
                }
                result[(row * c.Columns) + column] = sum;
            }
        }
        return result;
    }
}
