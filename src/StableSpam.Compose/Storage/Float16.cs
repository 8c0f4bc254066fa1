using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Storage;

/// <summary>Numbers kept in IEEE 754 half precision: 11 bits of precision, from 2^-24 to 65504.</summary>
/// <remarks>
/// A number is stored as the nearest, ties to even, so that 65520 and what lies above become infinite; NaN becomes a quiet
/// NaN. Subnormal numbers are kept. The conversions use no instruction for half precision, so that every lane has the same bits.
/// </remarks>
public readonly unsafe struct Float16 : IStorage
{
    /// <summary>From the low end of fp32's fraction to the low end of fp16's.</summary>
    private const int FractionShift = 23 - 10;

    /// <summary>What fp32 writes for the exponent of a number less what fp16 writes, in the place of fp32.</summary>
    private const uint ExponentShift = (127 - 15) << 23;

    /// <summary>1/2 in fp32.</summary>
    private const uint HalfBits = 126 << 23;

    /// <summary>2^-14.</summary>
    private const float SmallestNormal = 6.103515625e-5f;

    /// <summary>2^16: what fp16's exponent for infinity and NaN would stand for.</summary>
    private const float Overflow = 65536;

    /// <inheritdoc/>
    public static int Size => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes half = TLanes.LoadLowHalves((ushort*)array + index);
        TLanes sign = TLanes.ShiftBitsUp(half & TLanes.BroadcastBits(0x8000), 16);
        TLanes shifted = TLanes.ShiftBitsUp(half & TLanes.BroadcastBits(0x7fff), FractionShift);
        TLanes normal = TLanes.AddBits(shifted, TLanes.BroadcastBits(ExponentShift));
        // A fraction that has no leading 1 is given one, which is then taken away.
        TLanes withOne = TLanes.AddBits(normal, TLanes.BroadcastBits(1 << 23));
        TLanes subnormal = withOne - TLanes.Broadcast(SmallestNormal);
        // The highest exponent becomes the highest.
        TLanes special = TLanes.AddBits(normal, TLanes.BroadcastBits(ExponentShift));
        TLanes magnitude = TLanes.Select(
            normal < TLanes.Broadcast(SmallestNormal),
            subnormal,
            TLanes.Select(normal < TLanes.Broadcast(Overflow), normal, special));
        return magnitude | sign;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, void* array, nint index)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes magnitude = TLanes.Abs(value);
        TLanes sign = TLanes.ShiftBitsDown(value & TLanes.BroadcastBits(0x8000_0000), 16);
        // Half of the last place that is kept, less one where that place is even: what lies above half carries into it. The
        // carry goes on into the exponent, and from 65520 to infinity.
        TLanes odd = TLanes.ShiftBitsDown(magnitude, FractionShift) & TLanes.BroadcastBits(1);
        TLanes carried = TLanes.AddBits(TLanes.AddBits(magnitude, TLanes.BroadcastBits(unchecked(0x0fff - ExponentShift))), odd);
        TLanes normal = TLanes.ShiftBitsDown(carried, FractionShift);
        // Beside 1/2 the last place of fp32 is 2^-24, the one place of a subnormal: the addition rounds.
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes subnormal = TLanes.AddBits(magnitude + half, TLanes.BroadcastBits(unchecked(0 - HalfBits)));
        TLanes quiet = (TLanes.ShiftBitsDown(magnitude, FractionShift) & TLanes.BroadcastBits(0x03ff)) | TLanes.BroadcastBits(0x7e00);
        TLanes special = TLanes.Select(TLanes.IsNaN(value), quiet, TLanes.BroadcastBits(0x7c00));
        TLanes kept = TLanes.Select(
            magnitude < TLanes.Broadcast(SmallestNormal),
            subnormal,
            TLanes.Select(magnitude < TLanes.Broadcast(Overflow), normal, special));
        TLanes.StoreLowHalves(kept | sign, (ushort*)array + index);
    }
}
