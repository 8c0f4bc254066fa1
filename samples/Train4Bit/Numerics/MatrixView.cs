namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>A part of a matrix, transposed or not, that a product reads or writes in place.</summary>
/// <remarks>It does not keep the matrix: whoever holds the view holds the matrix too.</remarks>
/// <param name="pointer">Its first element.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="columns">Number of columns.</param>
/// <param name="rowStride">Elements from a row to the next.</param>
/// <param name="columnStride">Elements from a column to the next.</param>
public readonly unsafe struct MatrixView<T>(T* pointer, int rows, int columns, nint rowStride, nint columnStride)
    where T : unmanaged
{
    /// <summary>Its first element.</summary>
    public T* Pointer { get; } = pointer;

    /// <summary>Number of rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>Number of columns.</summary>
    public int Columns { get; } = columns;

    /// <summary>Elements from a row to the next.</summary>
    public nint RowStride { get; } = rowStride;

    /// <summary>Elements from a column to the next.</summary>
    public nint ColumnStride { get; } = columnStride;

    /// <summary>Rows become columns.</summary>
    public MatrixView<T> Transposed => new(Pointer, Columns, Rows, ColumnStride, RowStride);

    /// <summary>A block of it.</summary>
    public MatrixView<T> Block(int row, int rows, int column, int columns) =>
        new(Pointer + (row * RowStride) + (column * ColumnStride), rows, columns, RowStride, ColumnStride);
}
