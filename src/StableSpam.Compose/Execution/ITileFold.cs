using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>
/// How a kernel folds the elements of a tile: it goes from lanes to lanes, folds all elements of each in a register, and hands
/// over what they have come to.
/// </summary>
public interface ITileFold
{
    /// <summary>Goes on to the next lanes.</summary>
    /// <param name="start">The kernel's first element.</param>
    /// <param name="end">The element after its last.</param>
    /// <param name="first">The first vector of elements that fold into these lanes; the others follow <see cref="Accumulator.Lanes"/> elements apart.</param>
    /// <param name="last">Up to where vectors of them may begin.</param>
    /// <returns>Whether there are more lanes.</returns>
    bool Next<TLanes>(nint start, nint end, out nint first, out nint last)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Asks memory for what will be read of an array when the fold is further on.</summary>
    /// <param name="array">The array.</param>
    /// <param name="start">The kernel's first element.</param>
    unsafe void FetchAhead<TStorage, TLanes>(void* array, nint start)
        where TStorage : struct, IStorage
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>What the lanes have come to so far in a sum.</summary>
    /// <param name="reduction">Its place among the kernel's reductions.</param>
    TLanes Sum<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>What the lanes have come to so far in a fold to the largest.</summary>
    /// <param name="reduction">Its place among the kernel's reductions.</param>
    TLanes Largest<TLanes>(int reduction)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Takes what the lanes have come to.</summary>
    /// <param name="reduction">Its place among the kernel's reductions.</param>
    /// <param name="lanes">What they have come to.</param>
    void Keep<TLanes>(int reduction, TLanes lanes)
        where TLanes : unmanaged, ILanes<TLanes>;
}
