namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Functions that emitted kernels call. A text has those that it uses and no other: NVRTC warns of the rest.</summary>
internal static class CudaFunctions
{
    /// <summary>1, -1, or the number itself.</summary>
    public const string Sign = "sign_of";

    /// <summary>Neither infinite nor NaN.</summary>
    public const string IsFinite = "is_finite";

    /// <summary>Not a number.</summary>
    public const string IsNaN = "is_nan";

    /// <summary>The larger of two numbers, as the rule language has it.</summary>
    public const string Larger = "larger";

    /// <summary>The smaller of two numbers, as the rule language has it.</summary>
    public const string Smaller = "smaller";

    // In the order in which they call each other.
    private static readonly (string Name, string Text)[] Texts =
    [
        (Sign, """
            // 1 for x > 0, -1 for x < 0, else x.
            template <class Number> static __device__ __forceinline__ Number sign_of(Number x)
            {
                return x > Number(0) ? Number(1) : x < Number(0) ? Number(-1) : x;
            }
            """),
        (IsNaN, """
            template <class Number> static __device__ __forceinline__ bool is_nan(Number x)
            {
                return x != x;
            }
            """),
        (IsFinite, """
            // The difference of infinity to itself is NaN.
            template <class Number> static __device__ __forceinline__ bool is_finite(Number x)
            {
                return x - x == Number(0);
            }
            """),
        (Larger, """
            // a if a > b or a is NaN, else b.
            template <class Number> static __device__ __forceinline__ Number larger(Number a, Number b)
            {
                return a > b || a != a ? a : b;
            }
            """),
        (Smaller, """
            // a if a < b or a is NaN, else b.
            template <class Number> static __device__ __forceinline__ Number smaller(Number a, Number b)
            {
                return a < b || a != a ? a : b;
            }
            """),
        ("flushed", """
            // What a state keeps of x: +0 for zeros and subnormal numbers.
            static __device__ __forceinline__ float flushed(float x)
            {
                return fabsf(x) < 1.17549435e-38f ? 0.0f : x;
            }
            """),
        ("ordered", """
            // Whole numbers in the order of the numbers: -0 below +0, NaN above all.
            static __device__ __forceinline__ u32 ordered(float x)
            {
                const u32 bits = __float_as_uint(x);
                return x != x ? 0xffffffffu : bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
            }
            """),
        ("unordered", """
            // The number that has this place in the order.
            static __device__ __forceinline__ float unordered(u32 place)
            {
                return __uint_as_float(place >> 31 != 0 ? place & 0x7fffffffu : ~place);
            }
            """),
        ("larger_of_bits", """
            // The larger of two in the order of their bits: -0 below +0, NaN above all.
            static __device__ __forceinline__ double larger_of_bits(double a, double b)
            {
                return a > b || a != a || (a == b && __double_as_longlong(b) < 0) ? a : b;
            }
            """),
        ("fold_sum", """
            // Folds the 128 lanes of a tile, four in each thread of a warp, by halves.
            static __device__ __forceinline__ void fold_sum(const float* lanes, int lane, float* tile)
            {
                float x = lanes[0], y = lanes[1], z = lanes[2], w = lanes[3];
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2)
                {
                    x = x + __shfl_down_sync(0xffffffffu, x, distance);
                    y = y + __shfl_down_sync(0xffffffffu, y, distance);
                    z = z + __shfl_down_sync(0xffffffffu, z, distance);
                    w = w + __shfl_down_sync(0xffffffffu, w, distance);
                }
                if (lane == 0) *tile = (x + z) + (y + w);
            }
            """),
        ("sum_of_tiles", """
            // The partial of a chunk: its 8 tiles as a balanced tree.
            static __device__ __forceinline__ float sum_of_tiles(const float* tiles)
            {
                return ((tiles[0] + tiles[1]) + (tiles[2] + tiles[3])) + ((tiles[4] + tiles[5]) + (tiles[6] + tiles[7]));
            }
            """),
        ("sum_of_chunks", """
            // Adds the partials of a tensor's chunks up in double, over 256 lanes of which each thread of a warp has eight.
            static __device__ __forceinline__ void sum_of_chunks(const float* partials, long long length, int lane, double* total)
            {
                double sums[8] = { 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 };
                const int chunks = (int)((length + 4095) / 4096);
                for (int from = 0; from < chunks; from += 256)
                {
                    #pragma unroll
                    for (int i = 0; i < 8; ++i)
                    {
                        const int chunk = from + 32 * i + lane;
                        if (chunk < chunks) sums[i] = sums[i] + (double)__ldcg(partials + chunk);
                    }
                }
                #pragma unroll
                for (int distance = 4; distance >= 1; distance /= 2)
                {
                    #pragma unroll
                    for (int i = 0; i < distance; ++i) sums[i] = sums[i] + sums[i + distance];
                }
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2) sums[0] = sums[0] + __shfl_down_sync(0xffffffffu, sums[0], distance);
                if (lane == 0) *total = sums[0];
            }
            """),
        ("fold_largest", """
            // Keeps the largest of the lanes of a tile, four in each thread of a warp.
            static __device__ __forceinline__ void fold_largest(const u32* lanes, int lane, u32* tile)
            {
                u32 place = max(max(lanes[0], lanes[1]), max(lanes[2], lanes[3]));
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2) place = max(place, __shfl_xor_sync(0xffffffffu, place, distance));
                if (lane == 0) *tile = place;
            }
            """),
        ("largest_of_tiles", """
            // The largest of a chunk.
            static __device__ __forceinline__ float largest_of_tiles(const u32* tiles)
            {
                u32 place = tiles[0];
                #pragma unroll
                for (int i = 1; i < 8; ++i) place = max(place, tiles[i]);
                return unordered(place);
            }
            """),
        ("largest_of_chunks", """
            // The largest of a tensor, from those of its chunks; 0 for an empty one.
            static __device__ __forceinline__ void largest_of_chunks(const float* partials, long long length, int lane, double* total)
            {
                u32 place = 0u;
                const int chunks = (int)((length + 4095) / 4096);
                for (int chunk = lane; chunk < chunks; chunk += 32) place = max(place, ordered(__ldcg(partials + chunk)));
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2) place = max(place, __shfl_xor_sync(0xffffffffu, place, distance));
                if (lane == 0) *total = chunks == 0 ? 0.0 : (double)unordered(place);
            }
            """),
    ];

    /// <summary>What a text may call.</summary>
    public static IEnumerable<string> Names => Texts.Select(function => function.Name);

    /// <summary>The functions that <paramref name="text"/> calls, and those that they call, each a paragraph.</summary>
    public static string UsedBy(string text)
    {
        var used = new List<string>();
        foreach ((string name, string function) in Texts.Reverse())
        {
            if (!text.Contains(name + "(")) continue;
            used.Insert(0, function.Replace("\r", ""));
            text += function;
        }
        return string.Join("\n\n", used);
    }
}
