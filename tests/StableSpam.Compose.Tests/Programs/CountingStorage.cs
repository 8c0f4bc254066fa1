using StableSpamCompose.Execution;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>
/// A storage that counts the bytes that kernels move. <typeparamref name="TRole"/> keeps one array's count apart from another's.
/// </summary>
internal readonly unsafe struct CountingStorage<TStorage, TRole> : IStorage
    where TStorage : struct, IStorage
{
    private static long bytesRead;
    private static long bytesWritten;

    public static long BytesRead => bytesRead;

    public static long BytesWritten => bytesWritten;

    public static int Size => TStorage.Size;

    public static void Reset() => bytesRead = bytesWritten = 0;

    public static TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Interlocked.Add(ref bytesRead, TLanes.Count * Size);
        return TStorage.Load<TLanes>(array, index);
    }

    public static void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Interlocked.Add(ref bytesWritten, TLanes.Count * Size);
        TStorage.Store(value, array, index);
    }

    public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Interlocked.Add(ref bytesWritten, TLanes.Count * Size);
        TStorage.StoreStochastically(value, array, index, in random);
    }
}
