using StableSpamCompose.Execution;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Storage;

/// <summary>How the numbers of an array lie in memory; a kernel computes in fp32 whatever it is.</summary>
public unsafe interface IStorage
{
    /// <summary>Bytes that an element takes.</summary>
    static abstract int Size { get; }

    /// <summary>Reads elements <paramref name="index"/> and on, one for each lane.</summary>
    static abstract TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Writes elements <paramref name="index"/> and on, one for each lane.</summary>
    static abstract void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>
    /// Writes elements <paramref name="index"/> and on, each to one of the two numbers that it lies between: to the farther one
    /// from zero with a probability that is its share of the way there. What is stored already as it is, what is not finite and
    /// what is too large goes to the nearest, as with <see cref="Store"/>.
    /// </summary>
    /// <param name="value">The numbers.</param>
    /// <param name="array">The array.</param>
    /// <param name="index">The first element.</param>
    /// <param name="random">Decides; u of it and the share make 1 or more where a number goes away from zero.</param>
    static abstract void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes>;
}
