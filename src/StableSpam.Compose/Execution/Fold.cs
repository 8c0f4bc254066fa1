using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>
/// The order of sums, from the lanes of a tile up. It is fixed by the position of an element in its tensor and by nothing
/// else, so that threads, vector widths and devices agree on every bit.
/// </summary>
public static unsafe class Fold
{
    /// <summary>Elements of a tile: <see cref="Accumulator.Lanes"/> lanes by 4 rows.</summary>
    public const int TileLength = 4 * Accumulator.Lanes;

    /// <summary>Tiles of a chunk.</summary>
    public const int ChunkTiles = 8;

    /// <summary>Elements of a chunk, which has one partial in fp32.</summary>
    public const int ChunkLength = ChunkTiles * TileLength;

    /// <summary>Lanes in double that take the partials of the chunks in turn.</summary>
    public const int TotalLanes = 256;

    /// <summary>Rows that are folded to one partial for each column.</summary>
    public const int SlabRows = 64;

    // Columns whose partials are folded side by side.
    private const int ColumnsAtOnce = 128;

    /// <summary>How many chunks hold <paramref name="length"/> elements.</summary>
    public static nint ChunkCount(nint length) => (length + (ChunkLength - 1)) / ChunkLength;

    /// <summary>How many tiles hold <paramref name="length"/> elements.</summary>
    public static int TileCount(nint length) => (int)((length + (TileLength - 1)) / TileLength);

    /// <summary>How many slabs hold <paramref name="rows"/> rows.</summary>
    public static nint SlabCount(nint rows) => (rows + (SlabRows - 1)) / SlabRows;

    /// <summary>What a fold of nothing is inside a tensor: +0 for a sum, -inf for the largest.</summary>
    public static float Start(Reduction reduction) => reduction == Reduction.Sum ? 0f : float.NegativeInfinity;

    /// <summary>Sets the lanes of an accumulator to the start of <paramref name="reduction"/>.</summary>
    public static void Clear(float* lanes, Reduction reduction) =>
        new Span<float>(lanes, Accumulator.Lanes).Fill(Start(reduction));

    /// <summary>Folds the lanes of a tile by halves. The lanes are used up.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <param name="reduction">How they are folded.</param>
    internal static float Lanes(float* lanes, Reduction reduction) => Lanes<Lanes256>(lanes, Lanes256.Count, reduction);

    /// <summary>Folds the lanes of a tile by halves. The lanes are used up.</summary>
    /// <param name="lanes">The lanes, vector by vector.</param>
    /// <param name="stride">From one vector to the next.</param>
    /// <param name="reduction">How they are folded.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Lanes<TLanes>(float* lanes, nint stride, Reduction reduction)
        where TLanes : unmanaged, ILanes<TLanes> => reduction switch
        {
            Reduction.Sum => Lanes<Adding, TLanes>(lanes, stride),
            Reduction.Largest => Lanes<Keeping, TLanes>(lanes, stride),
            _ => Lanes<KeepingMagnitudes, TLanes>(lanes, stride),
        };

    /// <summary>Folds the partials of a chunk's <see cref="ChunkTiles"/> tiles as a balanced tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tiles(float* tiles, Reduction reduction) =>
        reduction == Reduction.Sum ? Tiles<Adding>(tiles) : Tiles<Keeping>(tiles);

    /// <summary>Folds the partials of a tensor's chunks; 0 for an empty tensor.</summary>
    public static double Chunks(float* partials, nint count, Reduction reduction) =>
        count == 0 ? 0
        : reduction == Reduction.Sum ? SumOfChunks(partials, count)
        : LargestOfChunks(partials, count);

    /// <summary>Folds the partials of a matrix's slabs to a value for each column, in double and then rounded; 0 if there is no slab.</summary>
    /// <param name="partials">The partials of the first slab.</param>
    /// <param name="slabs">How many slabs there are.</param>
    /// <param name="stride">From the partials of one slab to those of the next.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="reduction">How they are folded.</param>
    /// <param name="values">Takes the values.</param>
    [SkipLocalsInit]
    public static void Slabs(float* partials, nint slabs, nint stride, nint columns, Reduction reduction, float* values)
    {
        double* totals = stackalloc double[ColumnsAtOnce];
        for (nint first = 0; first < columns; first += ColumnsAtOnce)
        {
            int count = (int)Math.Min(ColumnsAtOnce, columns - first);
            new Span<double>(totals, count).Fill(reduction == Reduction.Sum || slabs == 0 ? 0 : double.NegativeInfinity);
            for (nint slab = 0; slab < slabs; slab++)
            {
                float* slabPartials = partials + (slab * stride) + first;
                // Math.Max has the order of bits: -0 below +0, and NaN above all.
                for (int column = 0; column < count; column++)
                    totals[column] = reduction == Reduction.Sum ? totals[column] + slabPartials[column] : Math.Max(totals[column], slabPartials[column]);
            }
            for (int column = 0; column < count; column++)
                values[first + column] = (float)totals[column];
        }
    }

    // By itself, for it is called for every tile and has three operations to be compiled for.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Lanes<TOperation, TLanes>(float* lanes, nint stride)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int vectors = Accumulator.Lanes / TLanes.Count;
        for (; vectors > 16; vectors /= 2)
        {
            for (float* left = lanes; left < lanes + (vectors / 2 * stride); left += stride)
                TLanes.Store(Two<TOperation, TLanes>(left, vectors / 2 * stride), left);
        }
        TLanes.Store(vectors == 16 ? Sixteen<TOperation, TLanes>(lanes, stride) : Eight<TOperation, TLanes>(lanes, stride), lanes);
        if (TLanes.Count == 1)
            return lanes[0];
        for (int half = TLanes.Count / 2; half >= Lanes128.Count; half /= 2)
            Halve<TOperation, Lanes128>(lanes, half);
        return LastFour<TOperation>(Lanes128.Load(lanes));
    }

    // Few vectors need no loop: by halves, the last two to be joined are what those at even and at odd places have come to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Sixteen<TOperation, TLanes>(float* lanes, nint stride)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes> =>
        TOperation.Combine(Eight<TOperation, TLanes>(lanes, 2 * stride), Eight<TOperation, TLanes>(lanes + stride, 2 * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Eight<TOperation, TLanes>(float* lanes, nint stride)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes> =>
        TOperation.Combine(Four<TOperation, TLanes>(lanes, 2 * stride), Four<TOperation, TLanes>(lanes + stride, 2 * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Four<TOperation, TLanes>(float* lanes, nint stride)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes> =>
        TOperation.Combine(Two<TOperation, TLanes>(lanes, 2 * stride), Two<TOperation, TLanes>(lanes + stride, 2 * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Two<TOperation, TLanes>(float* lanes, nint stride)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes> =>
        TOperation.Combine(TLanes.Load(lanes), TLanes.Load(lanes + stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LastFour<TOperation>(Lanes128 four)
        where TOperation : struct, IOperation
    {
        Lanes128 two = TOperation.Combine(four, Lanes128.UpperHalf(four));
        return Lanes128.First(TOperation.Combine(two, Lanes128.Second(two)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve<TOperation, TLanes>(float* lanes, int half)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int lane = 0; lane < half; lane += TLanes.Count)
            Combine<TOperation, TLanes>(lanes + lane, lanes + lane + half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine<TOperation, TLanes>(float* left, float* right)
        where TOperation : struct, IOperation
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TOperation.Combine(TLanes.Load(left), TLanes.Load(right)), left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Tiles<TOperation>(float* tiles)
        where TOperation : struct, IOperation
    {
        for (int distance = 1; distance < ChunkTiles; distance *= 2)
        {
            for (int tile = 0; tile < ChunkTiles; tile += 2 * distance)
                Combine<TOperation, Lane>(tiles + tile, tiles + tile + distance);
        }
        return tiles[0];
    }

    [SkipLocalsInit]
    private static double SumOfChunks(float* partials, nint count)
    {
        // Lanes that no chunk comes to are +0 and change nothing; the width leaves them out.
        int width = count >= TotalLanes ? TotalLanes : (int)BitOperations.RoundUpToPowerOf2((uint)count);
        double* lanes = stackalloc double[TotalLanes];
        new Span<double>(lanes, width).Clear();
        for (nint chunk = 0; chunk < count; chunk++)
            lanes[chunk & (TotalLanes - 1)] += partials[chunk];
        for (int half = width / 2; half >= 1; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
        }
        return lanes[0];
    }

    private static double LargestOfChunks(float* partials, nint count)
    {
        float largest = float.NegativeInfinity;
        for (nint chunk = 0; chunk < count; chunk++)
            Lane.Store(Lane.Largest(Lane.Broadcast(largest), Lane.Load(partials + chunk)), &largest);
        return largest;
    }

    private interface IOperation
    {
        static abstract TLanes Combine<TLanes>(TLanes left, TLanes right)
            where TLanes : unmanaged, ILanes<TLanes>;
    }

    private readonly struct Adding : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Combine<TLanes>(TLanes left, TLanes right)
            where TLanes : unmanaged, ILanes<TLanes> => left + right;
    }

    private readonly struct Keeping : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Combine<TLanes>(TLanes left, TLanes right)
            where TLanes : unmanaged, ILanes<TLanes> => TLanes.Largest(left, right);
    }

    private readonly struct KeepingMagnitudes : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Combine<TLanes>(TLanes left, TLanes right)
            where TLanes : unmanaged, ILanes<TLanes> => TLanes.LargestMagnitude(left, right);
    }
}
