using System.Runtime.CompilerServices;
using StableSpamCompose.Execution;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Storage;

/// <summary>Numbers kept as bfloat16: the upper half of an fp32 number, which has its range and 8 bits of precision.</summary>
/// <remarks>A number is stored as the nearest, ties to even, and NaN as a quiet NaN.</remarks>
public readonly unsafe struct BFloat16 : IStorage
{
    private const uint LargestBits = 0x7f7f_0000;

    /// <inheritdoc/>
    public static int Size => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.ShiftBitsUp(TLanes.LoadLowHalves((ushort*)array + index), 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.StoreLowHalves(TLanes.ShiftBitsDown(Nearest(value), 16), (ushort*)array + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // What is cut off and as many random bits carry into what is kept where they make a whole place.
        TLanes carried = TLanes.AddBits(value, TLanes.ShiftBitsDown(random.Bits<TLanes>(index), 16));
        TLanes kept = TLanes.Select(TLanes.Abs(value) <= TLanes.BroadcastBits(LargestBits), carried, Nearest(value));
        TLanes.StoreLowHalves(TLanes.ShiftBitsDown(kept, 16), (ushort*)array + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Nearest<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Half of the last place that is kept, less one where that place is even: what lies above half carries into it. The
        // carry goes on into the exponent, and from the largest numbers to infinity.
        TLanes odd = TLanes.ShiftBitsDown(value, 16) & TLanes.BroadcastBits(1);
        TLanes rounded = TLanes.AddBits(TLanes.AddBits(value, TLanes.BroadcastBits(0x7fff)), odd);
        // From NaN it could go on into the sign.
        TLanes quiet = value | TLanes.BroadcastBits(0x0040_0000);
        return TLanes.Select(TLanes.IsNaN(value), quiet, rounded);
    }
}
