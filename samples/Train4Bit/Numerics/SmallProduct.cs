namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>Matrix products on the calling thread, for the many small ones that run side by side.</summary>
internal sealed unsafe class SmallProduct<T> : IDisposable
    where T : unmanaged
{
    private readonly PackedOperand<T> _right = new();
    private readonly PackedOperand<T> _left = new();

    /// <summary>c = a b, or c + a b; as <see cref="MatrixProduct{T}.Multiply"/>.</summary>
    public void Multiply(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c, bool add = false)
    {
        MatrixProduct<T>.CheckShapes(a, b, c);
        _right.Reserve(PackedOperand<T>.RightSize(b.Rows, b.Columns));
        int width = ProductTile.Columns<T>();
        for (int panel = 0; panel * width < b.Columns; panel++)
            PackedOperand<T>.PackRight(b, panel, _right.Start + ((nint)panel * width * b.Rows));
        MatrixProduct<T>.MultiplyBlock(a, _right.Start, c, add, _left);
    }

    /// <summary>Frees what operands were laid out in.</summary>
    public void Dispose()
    {
        _right.Dispose();
        _left.Dispose();
    }
}
