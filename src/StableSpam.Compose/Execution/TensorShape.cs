using StableSpamCompose.Plans;

namespace StableSpamCompose.Execution;

/// <summary>The sizes of a tensor, and how it is cut into matrices, rows, columns and blocks.</summary>
/// <remarks>
/// The batched view takes the last two dimensions for a matrix and those before them for the number of matrices; the flattened
/// view is one matrix with a row for each place of the first dimension. A tensor of less than two dimensions is one row in both.
/// Elements lie in row-major order, so that a row and a block are contiguous.
/// </remarks>
public readonly struct TensorShape
{
    /// <summary>A shape.</summary>
    /// <param name="sizes">The size of each dimension; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block; 0 for a slice of the first dimension, or the whole tensor if there is at most one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the length is negative.</exception>
    /// <exception cref="OverflowException">There are more elements than memory has bytes.</exception>
    public TensorShape(ReadOnlySpan<long> sizes, long blockLength = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blockLength);
        Rank = sizes.Length;
        Length = 1;
        foreach (long size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(sizes));
            Length = checked(Length * (nint)size);
        }
        bool isMatrix = Rank >= 2;
        Rows = isMatrix ? (nint)sizes[^2] : 1;
        Columns = isMatrix ? (nint)sizes[^1] : Length;
        Matrices = 1;
        for (int dimension = 0; dimension < Rank - 2; dimension++)
            Matrices = checked(Matrices * (nint)sizes[dimension]);
        FlatRows = isMatrix ? (nint)sizes[0] : 1;
        FlatColumns = isMatrix ? Product(sizes[1..]) : Length;
        BlockLength = blockLength > 0 ? (nint)blockLength : FlatColumns;
        Blocks = blockLength > 0 ? (Length + (BlockLength - 1)) / BlockLength : FlatRows;
    }

    /// <summary>Number of elements.</summary>
    public nint Length { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank { get; }

    /// <summary>Matrices of the batched view.</summary>
    public nint Matrices { get; }

    /// <summary>Rows of a matrix of the batched view.</summary>
    public nint Rows { get; }

    /// <summary>Columns of a matrix of the batched view.</summary>
    public nint Columns { get; }

    /// <summary>Rows of all matrices of the batched view.</summary>
    public nint AllRows => Matrices * Rows;

    /// <summary>Columns of all matrices of the batched view.</summary>
    public nint AllColumns => Matrices * Columns;

    /// <summary>Rows of the flattened view.</summary>
    public nint FlatRows { get; }

    /// <summary>Columns of the flattened view.</summary>
    public nint FlatColumns { get; }

    /// <summary>Elements of a block; the last one may be shorter.</summary>
    public nint BlockLength { get; }

    /// <summary>Number of blocks.</summary>
    public nint Blocks { get; }

    /// <summary>Elements of block number <paramref name="block"/>.</summary>
    public nint LengthOfBlock(nint block) => Math.Min(BlockLength, Length - (block * BlockLength));

    /// <summary>How many values a state of <paramref name="scope"/> has.</summary>
    public nint Count(StateScope scope) => scope switch
    {
        StateScope.Matrix => Matrices,
        StateScope.Row => AllRows,
        StateScope.Column => AllColumns,
        StateScope.FlatRow => FlatRows,
        StateScope.FlatColumn => FlatColumns,
        StateScope.Block => Blocks,
        StateScope.Element => Length,
        _ => 1,
    };

    /// <summary>The matrices that a pass goes through row by row.</summary>
    internal (nint Matrices, nint Rows, nint Columns) Grid(Traversal traversal) =>
        traversal == Traversal.FlatRows ? (1, FlatRows, FlatColumns) : (Matrices, Rows, Columns);

    private static nint Product(ReadOnlySpan<long> sizes)
    {
        nint product = 1;
        foreach (long size in sizes)
            product = checked(product * (nint)size);
        return product;
    }
}
