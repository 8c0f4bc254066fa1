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
}
