using System.Diagnostics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>How the elements of a tensor, which lie one after the other, make up its matrices, rows, columns and blocks.</summary>
/// <remarks>
/// In the batched view the last two dimensions are a matrix, and those before them count matrices; in the flattened one the
/// first dimension counts the rows of the only matrix. A tensor of less than two dimensions is one row in both.
/// </remarks>
internal sealed class TensorLayout
{
    private readonly long _elements;
    private readonly MatrixView _batched;
    private readonly MatrixView _flattened;
    private readonly long _blockLength;

    /// <summary>The layout of a tensor.</summary>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="blockLength">Elements of a block, of which the last may be shorter; 0 for slices of the first dimension.</param>
    public TensorLayout(ReadOnlySpan<long> shape, long blockLength)
    {
        _elements = Product(shape);
        bool isVector = shape.Length < 2;
        _batched = isVector ? new(1, 1, _elements) : new(Product(shape[..^2]), shape[^2], shape[^1]);
        _flattened = isVector ? new(1, 1, _elements) : new(1, shape[0], Product(shape[1..]));
        _blockLength = blockLength > 0 ? blockLength : _flattened.Columns;
        BlockCount = blockLength > 0 ? (_elements + blockLength - 1) / blockLength : _flattened.Rows;
    }

    /// <summary>The number of blocks.</summary>
    public long BlockCount { get; }

    /// <summary>The elements of block number <paramref name="block"/>.</summary>
    public long BlockLength(long block) => Math.Min(_blockLength, _elements - (block * _blockLength));

    /// <summary>The matrices of a view.</summary>
    public MatrixView View(bool isFlattened) => isFlattened ? _flattened : _batched;

    /// <summary>How many values there are of <paramref name="scope"/>.</summary>
    public int Count(Scope scope) => checked((int)(scope switch
    {
        Scope.Step or Scope.Group or Scope.Tensor => 1,
        Scope.Matrix or Scope.FlatMatrix => ViewOf(scope).Matrices,
        Scope.Row or Scope.FlatRow => ViewOf(scope).Matrices * ViewOf(scope).Rows,
        Scope.Column or Scope.FlatColumn => ViewOf(scope).Matrices * ViewOf(scope).Columns,
        Scope.Block => BlockCount,
        Scope.Element => _elements,
        _ => throw new UnreachableException($"{scope} is no scope."),
    }));

    /// <summary>Which value of <paramref name="coarse"/> holds for value number <paramref name="i"/> of <paramref name="fine"/>.</summary>
    public int IndexOf(Scope coarse, Scope fine, int i) => checked((int)((coarse, fine) switch
    {
        (Scope.Step or Scope.Group or Scope.Tensor, _) => 0,
        _ when coarse == fine => i,
        (Scope.Row or Scope.FlatRow, Scope.Element) => i / ViewOf(coarse).Columns,
        (Scope.Column or Scope.FlatColumn, Scope.Element) =>
            (i / ViewOf(coarse).MatrixLength * ViewOf(coarse).Columns) + (i % ViewOf(coarse).Columns),
        (Scope.Matrix or Scope.FlatMatrix, Scope.Element) => i / ViewOf(coarse).MatrixLength,
        (Scope.Matrix, Scope.Row) or (Scope.FlatMatrix, Scope.FlatRow) => i / ViewOf(coarse).Rows,
        (Scope.Matrix, Scope.Column) or (Scope.FlatMatrix, Scope.FlatColumn) => i / ViewOf(coarse).Columns,
        (Scope.Block, Scope.Element) => i / _blockLength,
        _ => throw new UnreachableException($"A value of {coarse} is not one of {fine}."),
    }));

    private MatrixView ViewOf(Scope scope) => View(scope is Scope.FlatMatrix or Scope.FlatRow or Scope.FlatColumn);

    private static long Product(ReadOnlySpan<long> dimensions)
    {
        long product = 1;
        foreach (long dimension in dimensions) product *= dimension;
        return product;
    }
}

/// <summary>A tensor seen as matrices of one size, one after the other, each row by row.</summary>
/// <param name="Matrices">How many.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Columns">Columns of each.</param>
internal readonly record struct MatrixView(long Matrices, long Rows, long Columns)
{
    /// <summary>Elements of a matrix.</summary>
    public long MatrixLength => Rows * Columns;
}
