using StableSpamCompose.Plans;

namespace StableSpamCompose.Torch;

/// <summary>How rows, columns, matrices and blocks lie in a tensor of some sizes.</summary>
/// <param name="shape">The sizes of the tensor.</param>
internal sealed class PartView(long[] shape)
{
    private int Rank => shape.Length;

    /// <summary>The sizes by which one value of each spreads over the elements: 1 where all elements of a dimension share it.</summary>
    public long[] Spread(StateScope scope) => scope switch
    {
        StateScope.Row => Sizes(dimension => dimension < Rank - 1 && Rank >= 2),
        StateScope.Column => Sizes(dimension => dimension != Rank - 2),
        StateScope.Matrix => Sizes(dimension => dimension < Rank - 2),
        StateScope.FlatRow or StateScope.Block => Sizes(dimension => dimension == 0 && Rank >= 2),
        StateScope.FlatColumn => Sizes(dimension => dimension != 0 || Rank < 2),
        _ => Sizes(_ => false),
    };

    /// <summary>The sizes of the same elements in which dimension <c>Folded</c> is what one value of each folds.</summary>
    public (long[] Sizes, long Folded) Fold(StateScope scope)
    {
        bool isMatrix = Rank >= 2;
        long columns = isMatrix ? shape[^1] : Product(shape);
        long rows = isMatrix ? shape[^2] : 1;
        long flatRows = isMatrix ? shape[0] : 1;
        long flatColumns = isMatrix ? Product(shape[1..]) : columns;
        return scope switch
        {
            StateScope.Row => ([Matrices(), rows, columns], 2),
            StateScope.Column => ([Matrices(), rows, columns], 1),
            StateScope.FlatColumn => ([1, flatRows, flatColumns], 1),
            _ => ([1, flatRows, flatColumns], 2),
        };
    }

    private long Matrices() => Rank < 2 ? 1 : Product(shape[..^2]);

    private long[] Sizes(Func<int, bool> isKept)
    {
        long[] sizes = new long[Rank];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = isKept(i) ? shape[i] : 1;
        return sizes;
    }

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
