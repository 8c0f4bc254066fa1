using System.Runtime.InteropServices;

namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>Memory in which the operands of products are laid out in the order that tiles read them. It grows as needed.</summary>
internal sealed unsafe class PackedOperand<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;
    private nint _capacity;

    ~PackedOperand() => Free();

    /// <summary>The first number.</summary>
    public T* Start { get; private set; }

    /// <summary>Makes room; what was there is lost.</summary>
    public void Reserve(nint count)
    {
        if (count <= _capacity)
            return;
        Free();
        Start = (T*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(T)), Alignment);
        _capacity = count;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Numbers that a right operand takes.</summary>
    public static nint RightSize(int depth, int columns)
    {
        int width = ProductTile.Columns<T>();
        return (nint)depth * ((columns + width - 1) / width) * width;
    }

    /// <summary>
    /// Lays out a panel of a right operand: the numbers of a row side by side, then those of the next; zeros stand past the last
    /// column.
    /// </summary>
    public static void PackRight(MatrixView<T> b, int panel, T* destination)
    {
        int width = ProductTile.Columns<T>();
        int first = panel * width;
        int columns = Math.Min(width, b.Columns - first);
        T* source = b.Pointer + (first * b.ColumnStride);
        if (b.ColumnStride == 1)
        {
            for (int row = 0; row < b.Rows; row++, source += b.RowStride, destination += width)
            {
                new ReadOnlySpan<T>(source, columns).CopyTo(new Span<T>(destination, width));
                new Span<T>(destination + columns, width - columns).Clear();
            }
            return;
        }
        for (int column = 0; column < width; column++)
        {
            T* from = source + (column * b.ColumnStride);
            T* to = destination + column;
            for (int row = 0; row < b.Rows; row++, from += b.RowStride, to += width)
                *to = column < columns ? *from : default;
        }
    }

    /// <summary>Lays out the rows of a left operand in tiles: for each step of depth the numbers of its rows side by side.</summary>
    public static void PackLeft(MatrixView<T> a, T* destination)
    {
        for (int row = 0; row < a.Rows; row += ProductTile.Rows)
        {
            int rows = Math.Min(ProductTile.Rows, a.Rows - row);
            for (int i = 0; i < rows; i++)
            {
                T* from = a.Pointer + ((row + i) * a.RowStride);
                T* to = destination + i;
                for (int column = 0; column < a.Columns; column++, from += a.ColumnStride, to += ProductTile.Rows)
                    *to = *from;
            }
            destination += (nint)ProductTile.Rows * a.Columns;
        }
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
        _capacity = 0;
    }
}
