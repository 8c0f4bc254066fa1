using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>How a pass adds its elements to the partials of their columns: row after row, each column by itself.</summary>
public static unsafe class ColumnAccumulator
{
    /// <summary>Adds <paramref name="value"/> to the columns from <paramref name="partials"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum<TLanes>(float* partials, TLanes value)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TLanes.Load(partials) + value, partials);

    /// <summary>Adds <paramref name="left"/> * <paramref name="right"/>, each rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumOfProducts<TLanes>(float* partials, TLanes left, TLanes right)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TLanes.FusedMultiplyAdd(left, right, TLanes.Load(partials)), partials);

    /// <summary>Keeps the larger of each column and <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Largest<TLanes>(float* partials, TLanes value)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TLanes.Largest(TLanes.Load(partials), value), partials);
}
