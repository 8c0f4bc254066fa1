namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>How the tiles of a chunk, each with a warp, come together in shared memory.</summary>
/// <param name="reductions">What is folded.</param>
/// <param name="isSum">Whether it is folded with sums.</param>
/// <param name="turn">Which of the two sets of tiles is in use.</param>
internal sealed class CudaTiles(IEnumerable<int> reductions, Func<int, bool> isSum, string turn)
{
    private readonly List<int> _reductions = reductions.ToList();

    /// <summary>The statement by which a warp folds the lanes of its tile.</summary>
    public string Fold(int reduction, string accumulator) => $"fold_{Kind(reduction)}({accumulator}, lane, &{Of(reduction)}[warp]);";

    /// <summary>The partial of the chunk, from all its tiles.</summary>
    public string Partial(int reduction) => $"{Kind(reduction)}_of_tiles({Of(reduction)})";

    private string Kind(int reduction) => isSum(reduction) ? "sum" : "largest";

    private string Of(int reduction)
    {
        int place = _reductions.Where(other => isSum(other) == isSum(reduction)).TakeWhile(other => other != reduction).Count();
        return $"{(isSum(reduction) ? "tileSums" : "tileLargest")}[{turn}][{NumberLiterals.Integer(place)}]";
    }
}
