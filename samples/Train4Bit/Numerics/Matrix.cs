using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Train4Bit.Numerics;

/// <summary>A row-major matrix that never moves in memory and begins at a cache line.</summary>
/// <typeparam name="T"><see cref="float"/> where it is trained, <see cref="double"/> where gradients are checked.</typeparam>
public sealed unsafe class Matrix<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    /// <summary>A matrix of zeros.</summary>
    public Matrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Rows = rows;
        Columns = columns;
        int count = checked(rows * columns);
        int spare = CacheLine / sizeof(T);
        T[] memory = GC.AllocateArray<T>(count + spare, pinned: true);
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        int offset = (int)((-start & (CacheLine - 1)) / sizeof(T));
        Memory = memory.AsMemory(offset, count);
        Pointer = (T*)start + offset;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of elements.</summary>
    public int Count => Rows * Columns;

    /// <summary>All elements, row after row.</summary>
    public Memory<T> Memory { get; }

    /// <summary>All elements, row after row.</summary>
    public Span<T> Span => Memory.Span;

    /// <summary>The first element, valid while the matrix is referenced.</summary>
    public T* Pointer { get; }

    /// <summary>The whole matrix as an operand of a product.</summary>
    public MatrixView<T> View => new(Pointer, Rows, Columns, Columns, 1);

    /// <summary>The transposed matrix as an operand of a product; nothing is moved.</summary>
    public MatrixView<T> Transposed => View.Transposed;

    /// <summary>The first rows.</summary>
    public MatrixView<T> First(int rows) => View.Block(0, rows, 0, Columns);

    /// <summary>The start of a row.</summary>
    public T* Row(int row) => Pointer + ((nint)row * Columns);
}
