using System.Runtime.CompilerServices;
using StableSpamCompose.Execution;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Storage;

/// <summary>Numbers kept as they are computed, in 32 bits.</summary>
public readonly unsafe struct Float32 : IStorage
{
    /// <inheritdoc/>
    public static int Size => sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Load((float*)array + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Store(value, (float*)array + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes> => Store(value, array, index);
}
