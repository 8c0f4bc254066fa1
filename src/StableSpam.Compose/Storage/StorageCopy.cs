using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Storage;

/// <summary>Sets the numbers of an array, from those of one that keeps them in another way or all to one number.</summary>
internal static unsafe class StorageCopy
{
    /// <summary>Copies <paramref name="length"/> numbers, each rounded as its destination stores it.</summary>
    public static void Copy<TSource, TDestination>(void* source, void* destination, nint length)
        where TSource : struct, IStorage
        where TDestination : struct, IStorage
    {
        nint copied =
            Vector256.IsHardwareAccelerated ? Copy<TSource, TDestination, Lanes256>(source, destination, 0, length)
            : Vector128.IsHardwareAccelerated ? Copy<TSource, TDestination, Lanes128>(source, destination, 0, length)
            : 0;
        Copy<TSource, TDestination, Lane>(source, destination, copied, length);
    }

    /// <summary>Sets <paramref name="length"/> numbers to one, rounded as it is stored.</summary>
    public static void Fill<TDestination>(void* destination, float number, nint length)
        where TDestination : struct, IStorage
    {
        Lane value = Lane.Broadcast(number);
        for (nint i = 0; i < length; i++)
            TDestination.Store(value, destination, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Copy<TSource, TDestination, TLanes>(void* source, void* destination, nint start, nint end)
        where TSource : struct, IStorage
        where TDestination : struct, IStorage
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint i = start;
        for (; i <= end - TLanes.Count; i += TLanes.Count)
            TDestination.Store(TSource.Load<TLanes>(source, i), destination, i);
        return i;
    }
}
