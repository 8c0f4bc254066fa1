using System.Numerics;

namespace StableSpamCompose.Reference;

/// <summary>The order in which the numbers of a run are added, the same on every backend. A tensor is a run, and so are its rows and blocks.</summary>
/// <remarks>
/// A tile is 512 numbers, 4 rows of 128 lanes; a chunk is 8 tiles. Tiles and chunks are folded in fp32, the chunks of a
/// run in double. A number that the last tile or chunk lacks is +0.
/// </remarks>
internal static class OrderOfSums
{
    private const int TileLanes = 128;
    private const int TileRows = 4;
    private const int TileLength = TileLanes * TileRows;
    private const int ChunkTiles = 8;
    private const int ChunkLength = ChunkTiles * TileLength;
    private const int TotalLanes = 256;

    /// <summary>The sum of <paramref name="x"/>.</summary>
    public static double Sum(float[] x) =>
        Total(x.Length, (lane, i) => lane + ElementOrZero(x, i));

    /// <summary>The sum of <paramref name="x"/> times <paramref name="y"/>; a product and its addition are rounded once.</summary>
    public static double SumOfProducts(float[] x, float[] y) =>
        Total(x.Length, (lane, i) => MathF.FusedMultiplyAdd(ElementOrZero(x, i), ElementOrZero(y, i), lane));

    /// <summary>Chunk c is added to lane c mod 256, in double.</summary>
    private static double Total(int length, Func<float, int, float> accumulate)
    {
        var lanes = new double[TotalLanes];
        for (int chunk = 0; chunk * (long)ChunkLength < length; chunk++)
        {
            lanes[chunk % TotalLanes] += Chunk(chunk * ChunkLength, accumulate);
        }
        return FoldByHalves(lanes);
    }

    /// <summary>The tiles of a chunk are added as a balanced tree.</summary>
    private static float Chunk(int start, Func<float, int, float> accumulate)
    {
        var t = new float[ChunkTiles];
        for (int tile = 0; tile < ChunkTiles; tile++) t[tile] = Tile(start + (tile * TileLength), accumulate);
        return ((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]));
    }

    /// <summary>Lane l of a tile folds its elements l, l + 128, l + 256 and l + 384, from +0.</summary>
    private static float Tile(int start, Func<float, int, float> accumulate)
    {
        var lanes = new float[TileLanes];
        for (int row = 0; row < TileRows; row++)
        {
            for (int lane = 0; lane < TileLanes; lane++)
            {
                lanes[lane] = accumulate(lanes[lane], start + (row * TileLanes) + lane);
            }
        }
        return FoldByHalves(lanes);
    }

    /// <summary>Adds the upper half of the lanes to the lower half until one is left.</summary>
    private static T FoldByHalves<T>(T[] lanes)
        where T : IAdditionOperators<T, T, T>
    {
        for (int half = lanes.Length / 2; half >= 1; half /= 2)
        {
            for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
        }
        return lanes[0];
    }

    private static float ElementOrZero(float[] x, int i) => i < x.Length ? x[i] : 0f;
}
