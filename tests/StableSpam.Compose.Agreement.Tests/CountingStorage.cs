using StableSpamCompose.Execution;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>fp32 that counts the bytes that kernels read and write, on one thread.</summary>
internal readonly unsafe struct CountingStorage : IStorage
{
    public static long BytesRead { get; private set; }

    public static long BytesWritten { get; private set; }

    public static int Size => sizeof(float);

    public static void Reset() => BytesRead = BytesWritten = 0;

    public static TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        BytesRead += TLanes.Count * Size;
        return TLanes.Load((float*)array + index);
    }

    public static void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        BytesWritten += TLanes.Count * Size;
        TLanes.Store(value, (float*)array + index);
    }

    public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes> => Store(value, array, index);
}
