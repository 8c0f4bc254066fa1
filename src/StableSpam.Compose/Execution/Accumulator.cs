using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>How elements are added one by one to the 128 lanes of a tile, the first stage of the order of sums.</summary>
public static unsafe class Accumulator
{
    /// <summary>Lanes of an accumulator.</summary>
    public const int Lanes = 128;

    /// <summary>Adds <paramref name="value"/>, the elements from <paramref name="index"/> on, to their lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Sum<TLanes>(float* accumulator, nint index, TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lane = accumulator + (index & (Lanes - 1));
        TLanes.Store(TLanes.Load(lane) + value, lane);
    }

    /// <summary>Adds <paramref name="left"/> * <paramref name="right"/> to their lanes, each rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SumOfProducts<TLanes>(float* accumulator, nint index, TLanes left, TLanes right)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lane = accumulator + (index & (Lanes - 1));
        TLanes.Store(TLanes.FusedMultiplyAdd(left, right, TLanes.Load(lane)), lane);
    }

    /// <summary>Keeps the larger of each lane and <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Largest<TLanes>(float* accumulator, nint index, TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lane = accumulator + (index & (Lanes - 1));
        TLanes.Store(TLanes.Largest(TLanes.Load(lane), value), lane);
    }
}
