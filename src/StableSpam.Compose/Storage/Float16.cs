using System.Runtime.CompilerServices;
using StableSpamCompose.Execution;
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

    /// <summary>The largest finite number.</summary>
    private const float Largest = 65504;

    /// <summary>2^-24, the smallest number.</summary>
    private const float Smallest = 5.9604644775390625e-8f;

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
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.StoreLowHalves(Nearest(value) | Sign(value), (ushort*)array + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes magnitude = TLanes.Abs(value);
        // What is cut off and as many random bits carry into what is kept where they make a whole place.
        TLanes carried = TLanes.AddBits(magnitude, TLanes.ShiftBitsDown(random.Bits<TLanes>(index), 32 - FractionShift));
        TLanes normal = TLanes.ShiftBitsDown(TLanes.AddBits(carried, TLanes.BroadcastBits(unchecked(0 - ExponentShift))), FractionShift);
        // A subnormal number is cut at 2^-24, wherever that lies in it.
        TLanes places = magnitude * TLanes.Broadcast(1 / Smallest);
        TLanes below = TLanes.Floor(places);
        TLanes goesUp = places - below >= TLanes.Broadcast(1) - random.Uniform<TLanes>(index);
        TLanes whole = TLanes.Select(goesUp, below + TLanes.Broadcast(1), below);
        TLanes subnormal = TLanes.AddBits(
            (whole * TLanes.Broadcast(Smallest)) + TLanes.Broadcast(0.5f), TLanes.BroadcastBits(unchecked(0 - HalfBits)));
        TLanes finite = TLanes.Select(magnitude < TLanes.Broadcast(SmallestNormal), subnormal, normal);
        TLanes kept = TLanes.Select(magnitude <= TLanes.Broadcast(Largest), finite, Nearest(value));
        TLanes.StoreLowHalves(kept | Sign(value), (ushort*)array + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Sign<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.ShiftBitsDown(value & TLanes.BroadcastBits(0x8000_0000), 16);

    /// <summary>The bits of the nearest number, without its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Nearest<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes magnitude = TLanes.Abs(value);
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
        return TLanes.Select(
            magnitude < TLanes.Broadcast(SmallestNormal),
            subnormal,
            TLanes.Select(magnitude < TLanes.Broadcast(Overflow), normal, special));
    }
}
