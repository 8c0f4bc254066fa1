using System.Runtime.CompilerServices;
using StableSpamCompose.Execution;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Storage;

/// <summary>Numbers that are kept with their sign turned. A gradient read so is climbed, not descended, at no cost in memory.</summary>
/// <typeparam name="TStorage">How the turned numbers lie in memory.</typeparam>
public readonly unsafe struct Negated<TStorage> : IStorage
    where TStorage : struct, IStorage
{
    /// <inheritdoc/>
    public static int Size => TStorage.Size;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes> =>
        -TStorage.Load<TLanes>(array, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TStorage.Store(-value, array, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TStorage.StoreStochastically(-value, array, index, in random);
}
