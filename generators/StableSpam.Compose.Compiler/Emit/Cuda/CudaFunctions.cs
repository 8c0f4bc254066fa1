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
        ("padded", """
            // From the partials of one slab's columns to the next: four of them are one access.
            static __device__ __forceinline__ long long padded(long long columns)
            {
                return (columns + 3) / 4 * 4;
            }
            """),
        ("whole", """
            // A whole number of 64 bits; a fraction is cut off, and what is too large is the largest.
            static __device__ __forceinline__ long long whole(double x)
            {
                return x != x ? 0LL : x >= 9223372036854775808.0 ? 0x7fffffffffffffffLL : x < -9223372036854775808.0 ? -0x7fffffffffffffffLL - 1 : (long long)x;
            }
            """),
        ("sum_of_tile", """
            // Folds the 128 lanes of a tile, four in each thread of a warp, by halves; every thread has the sum.
            static __device__ __forceinline__ float sum_of_tile(const float* lanes)
            {
                float x = lanes[0], y = lanes[1], z = lanes[2], w = lanes[3];
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2)
                {
                    x = x + __shfl_xor_sync(0xffffffffu, x, distance);
                    y = y + __shfl_xor_sync(0xffffffffu, y, distance);
                    z = z + __shfl_xor_sync(0xffffffffu, z, distance);
                    w = w + __shfl_xor_sync(0xffffffffu, w, distance);
                }
                return (x + z) + (y + w);
            }
            """),
        ("fold_sum", """
            // Keeps the sum of a tile, which a warp has.
            static __device__ __forceinline__ void fold_sum(const float* lanes, int lane, float* tile)
            {
                const float sum = sum_of_tile(lanes);
                if (lane == 0) *tile = sum;
            }
            """),
        ("sum_of_tiles", """
            // The partial of a chunk: its 8 tiles as a balanced tree.
            static __device__ __forceinline__ float sum_of_tiles(const float* tiles)
            {
                return ((tiles[0] + tiles[1]) + (tiles[2] + tiles[3])) + ((tiles[4] + tiles[5]) + (tiles[6] + tiles[7]));
            }
            """),
        ("sum_of_eights", """
            // Folds 256 lanes in double, eight in each thread of a warp, by halves; the first thread has the sum.
            static __device__ __forceinline__ double sum_of_eights(double* sums)
            {
                #pragma unroll
                for (int distance = 4; distance >= 1; distance /= 2)
                {
                    #pragma unroll
                    for (int i = 0; i < distance; ++i) sums[i] = sums[i] + sums[i + distance];
                }
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2) sums[0] = sums[0] + __shfl_down_sync(0xffffffffu, sums[0], distance);
                return sums[0];
            }
            """),
        ("sum_of_lanes", """
            // Folds 256 lanes in double, one in each thread of a block; the first thread has the sum.
            static __device__ __forceinline__ double sum_of_lanes(double own, int lane, double* room)
            {
                room[threadIdx.x] = own;
                __syncthreads();
                if (threadIdx.x < 32)
                {
                    double sums[8];
                    #pragma unroll
                    for (int i = 0; i < 8; ++i) sums[i] = room[32 * i + lane];
                    own = sum_of_eights(sums);
                }
                __syncthreads();
                return own;
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
                const double sum = sum_of_eights(sums);
                if (lane == 0) *total = sum;
            }
            """),
        ("add_chunk", """
            // Adds a chunk, of which each eighth thread of a warp has the sum of a tile, to the lane in double that is its.
            static __device__ __forceinline__ void add_chunk(float tile, long long chunk, int lane, double* sums)
            {
                #pragma unroll
                for (int distance = 1; distance <= 4; distance *= 2) tile = tile + __shfl_xor_sync(0xffffffffu, tile, distance);
                #pragma unroll
                for (int i = 0; i < 8; ++i)
                {
                    if (chunk % 256 == 32 * i + lane) sums[i] = sums[i] + (double)tile;
                }
            }
            """),
        ("sum_of_values", """
            // Adds values of rows, columns or blocks up as if they were the elements of a tensor.
            static __device__ __forceinline__ void sum_of_values(const float* values, long long count, int lane, double* total)
            {
                double sums[8] = { 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 };
                float own = 0.0f;
                #pragma unroll 1
                for (long long start = 0; start < (count + 4095) / 4096 * 4096; start += 512)
                {
                    float lanes[4] = { 0.0f, 0.0f, 0.0f, 0.0f };
                    #pragma unroll
                    for (int i = 0; i < 16; ++i)
                    {
                        const long long at = start + 128 * (i >> 2) + lane * 4 + (i & 3);
                        if (at < count) lanes[i & 3] = lanes[i & 3] + __ldcg(values + at);
                    }
                    const int tile = (int)(start / 512 % 8);
                    const float sum = sum_of_tile(lanes);
                    if ((lane & 7) == tile) own = sum;
                    if (tile == 7) add_chunk(own, start / 4096, lane, sums);
                }
                const double sum = sum_of_eights(sums);
                if (lane == 0) *total = sum;
            }
            """),
        ("sum_of_products", """
            // Adds products of values of rows, columns or blocks up, each rounded once with its sum.
            static __device__ __forceinline__ void sum_of_products(const float* left, const float* right, long long count, int lane, double* total)
            {
                double sums[8] = { 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 };
                float own = 0.0f;
                #pragma unroll 1
                for (long long start = 0; start < (count + 4095) / 4096 * 4096; start += 512)
                {
                    float lanes[4] = { 0.0f, 0.0f, 0.0f, 0.0f };
                    #pragma unroll
                    for (int i = 0; i < 16; ++i)
                    {
                        const long long at = start + 128 * (i >> 2) + lane * 4 + (i & 3);
                        if (at < count) lanes[i & 3] = __fmaf_rn(__ldcg(left + at), __ldcg(right + at), lanes[i & 3]);
                    }
                    const int tile = (int)(start / 512 % 8);
                    const float sum = sum_of_tile(lanes);
                    if ((lane & 7) == tile) own = sum;
                    if (tile == 7) add_chunk(own, start / 4096, lane, sums);
                }
                const double sum = sum_of_eights(sums);
                if (lane == 0) *total = sum;
            }
            """),
        ("sum_in_order", """
            // Adds values of matrices up, one after the other.
            static __device__ __forceinline__ void sum_in_order(const double* values, long long count, int lane, double* total)
            {
                if (lane != 0) return;
                double sum = 0.0;
                for (long long at = 0; at < count; ++at) sum = sum + __ldcg(values + at);
                *total = sum;
            }
            """),
        ("sum_of_slabs", """
            // Folds what slabs of 64 rows have left of columns to a value for each; fold number `fold` of `folds`.
            static __device__ __forceinline__ void sum_of_slabs(
                const float* partials, int fold, int folds, long long matrices, long long rows, long long columns, float* values)
            {
                const long long slabs = (rows + 63) / 64;
                for (long long column = threadIdx.x; column < matrices * columns; column += 256)
                {
                    const long long matrix = column / columns;
                    const float* first = partials + (matrix * slabs * folds + fold) * padded(columns) + (column - matrix * columns);
                    double sum = 0.0;
                    for (long long slab = 0; slab < slabs; ++slab) sum = sum + (double)__ldcg(first + slab * folds * padded(columns));
                    __stcg(values + column, (float)sum);
                }
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
        ("largest_of_values", """
            // The largest value of rows, columns or blocks; 0 if there is none.
            static __device__ __forceinline__ void largest_of_values(const float* values, long long count, int lane, double* total)
            {
                u32 place = 0u;
                for (long long at = lane; at < count; at += 32) place = max(place, ordered(__ldcg(values + at)));
                #pragma unroll
                for (int distance = 16; distance >= 1; distance /= 2) place = max(place, __shfl_xor_sync(0xffffffffu, place, distance));
                if (lane == 0) *total = count == 0 ? 0.0 : (double)unordered(place);
            }
            """),
        ("largest_in_order", """
            // The largest value of matrices; 0 if there is none.
            static __device__ __forceinline__ void largest_in_order(const double* values, long long count, int lane, double* total)
            {
                if (lane != 0) return;
                double largest = __longlong_as_double(0xfff0000000000000LL);
                for (long long at = 0; at < count; ++at) largest = larger_of_bits(largest, __ldcg(values + at));
                *total = count == 0 ? 0.0 : largest;
            }
            """),
        ("largest_of_slabs", """
            // Folds what slabs of 64 rows have left of columns to the largest of each; fold number `fold` of `folds`.
            static __device__ __forceinline__ void largest_of_slabs(
                const float* partials, int fold, int folds, long long matrices, long long rows, long long columns, float* values)
            {
                const long long slabs = (rows + 63) / 64;
                for (long long column = threadIdx.x; column < matrices * columns; column += 256)
                {
                    const long long matrix = column / columns;
                    const float* first = partials + (matrix * slabs * folds + fold) * padded(columns) + (column - matrix * columns);
                    u32 place = 0u;
                    for (long long slab = 0; slab < slabs; ++slab) place = max(place, ordered(__ldcg(first + slab * folds * padded(columns))));
                    __stcg(values + column, slabs == 0 ? 0.0f : unordered(place));
                }
            }
            """),
        ("keep", """
            // Writes new values to a state of rows, columns or blocks.
            static __device__ __forceinline__ void keep(const float* values, float* state, long long count)
            {
                for (long long at = threadIdx.x; at < count; at += 256) __stcg(state + at, flushed(__ldcg(values + at)));
            }
            """),
        ("keep_exactly", """
            // Writes new values to a state of matrices.
            static __device__ __forceinline__ void keep_exactly(const double* values, double* state, long long count)
            {
                for (long long at = threadIdx.x; at < count; at += 256) __stcg(state + at, __ldcg(values + at));
            }
            """),
        ("length_of_block", """
            // The elements of a block, of which the last may be shorter.
            static __device__ __forceinline__ long long length_of_block(const Shape& shape, long long block)
            {
                const long long left = shape.length - block * shape.blockLength;
                return left < shape.blockLength ? left : shape.blockLength;
            }
            """),
        ("runs_of_chunk", """
            // How many rows or blocks of a length are a chunk.
            static __device__ __forceinline__ long long runs_of_chunk(long long length)
            {
                return length >= 4096 ? 1 : 4096 / (length > 0 ? length : 1);
            }
            """),
        ("slab_of", """
            // Up to 64 rows of a matrix, counted through all matrices.
            struct Slab
            {
                long long first;
                long long end;
            };

            static __device__ __forceinline__ Slab slab_of(int index, long long matrices, long long rows)
            {
                const long long slabs = (rows + 63) / 64;
                const long long matrix = slabs > 0 ? index / slabs : 0;
                const long long first = matrix * rows + (index - matrix * slabs) * 64;
                const long long last = (matrix < matrices ? matrix + 1 : matrices) * rows;
                return { first, first + 64 < last ? first + 64 : last };
            }
            """),
        ("resume", """
            // Reads four partials of columns, which begin with the first row of a slab.
            static __device__ __forceinline__ void resume(bool begins, float start, const float* partials, long long from, int element, int count, float* to)
            {
                if (!begins)
                {
                    read<Float32, true>(partials, from, element, count, true, to);
                    return;
                }
                #pragma unroll
                for (int i = 0; i < 4; ++i) to[i] = start;
            }
            """),
        ("runs_at", """
            // Rows or blocks of a length, as a chunk that begins at `base` sees them: its first one, and how far into it the chunk begins.
            struct Runs
            {
                long long first;
                long long offset;
                long long length;
            };

            static __device__ __forceinline__ Runs runs_at(long long base, long long length)
            {
                const long long first = length > 0 ? base / length : 0;
                return { first, base - first * length, length };
            }
            """),
        ("run_of", """
            // The row or block of an element; a chunk does not cross more than one end of those that are as long as it is.
            static __device__ __forceinline__ long long run_of(const Runs& runs, int element)
            {
                const long long at = runs.offset + element;
                return runs.first + (runs.length >= 4096 ? at >= runs.length : (u32)at / (u32)(runs.length > 0 ? runs.length : 1));
            }
            """),
        ("part_at", """
            // The value of a row, column, matrix or block; elements that are not there have none.
            template <class Number> static __device__ __forceinline__ Number part_at(const Number* values, long long place, bool exists)
            {
                return exists ? __ldca(values + place) : Number(0);
            }
            """),
        ("stream_of", """
            // What the random numbers of one call are drawn by: the key, and three words of the counter.
            struct Stream
            {
                u32 low;
                u32 high;
                u32 tensor;
                u32 step;
                u32 number;
            };

            static __device__ __forceinline__ Stream stream_of(double seed, double step, u32 tensor, u32 number)
            {
                const long long key = whole(seed);
                return { (u32)key, (u32)(key >> 32), tensor, (u32)whole(step), number };
            }
            """),
        ("draw", """
            // Philox4x32-10 (Salmon et al., 2011): the first two of the four words drawn for an element.
            static __device__ __forceinline__ uint2 draw(const Stream& stream, u32 element)
            {
                u32 first = element, second = stream.tensor, third = stream.step, fourth = stream.number;
                u32 low = stream.low, high = stream.high;
                #pragma unroll
                for (int round = 0; round < 10; ++round)
                {
                    const u32 firstHigh = __umulhi(first, 0xd2511f53u), firstLow = first * 0xd2511f53u;
                    const u32 thirdHigh = __umulhi(third, 0xcd9e8d57u), thirdLow = third * 0xcd9e8d57u;
                    first = thirdHigh ^ second ^ low;
                    second = thirdLow;
                    third = firstHigh ^ fourth ^ high;
                    fourth = firstLow;
                    low = low + 0x9e3779b9u;
                    high = high + 0xbb67ae85u;
                }
                return make_uint2(first, second);
            }
            """),
        ("random_bits", """
            // 32 random bits.
            static __device__ __forceinline__ u32 random_bits(const Stream& stream, u32 element)
            {
                return draw(stream, element).x;
            }
            """),
        ("uniform", """
            // A number of [0, 1): 24 random bits times 2^-24.
            static __device__ __forceinline__ float uniform(const Stream& stream, u32 element)
            {
                return (float)(draw(stream, element).x >> 8) * 5.9604644775390625e-8f;
            }
            """),
        ("normal", """
            // A number of the normal distribution, by Box and Muller.
            static __device__ __forceinline__ float normal(const Stream& stream, u32 element)
            {
                const uint2 drawn = draw(stream, element);
                const float radius = sqrtf(-2.0f * logf(((float)(drawn.x >> 8) + 1.0f) * 5.9604644775390625e-8f));
                return radius * cosf(6.2831855f * (float)(drawn.y >> 8) * 5.9604644775390625e-8f);
            }
            """),
        ("rounded", """
            // What a storage keeps of x when it rounds by chance: what is cut off, and as many random bits, carry into what is kept. What is
            // not finite or too large goes to the nearest.
            template <class Storage> struct Chance
            {
                static __device__ __forceinline__ float round(float x, u32) { return x; }
            };

            template <> struct Chance<BFloat16>
            {
                static __device__ __forceinline__ float round(float x, u32 bits)
                {
                    const u32 carried = __float_as_uint(x) + (bits >> 16);
                    return fabsf(x) <= 3.38953139e38f ? __uint_as_float(carried & 0xffff0000u) : BFloat16::widen(BFloat16::narrow(x));
                }
            };

            template <> struct Chance<Float16>
            {
                static __device__ __forceinline__ float round(float x, u32 bits)
                {
                    const float magnitude = fabsf(x);
                    const u32 normal = (__float_as_uint(magnitude) + (bits >> 19)) & 0xffffe000u;
                    const float places = magnitude * 16777216.0f; // of a subnormal number, each 2^-24
                    const float below = floorf(places);
                    const bool up = places - below >= 1.0f - (float)(bits >> 8) * 5.9604644775390625e-8f;
                    const float subnormal = (up ? below + 1.0f : below) * 5.9604644775390625e-8f;
                    const float finite = magnitude < 6.103515625e-5f ? subnormal : __uint_as_float(normal);
                    const u32 sign = __float_as_uint(x) & 0x80000000u;
                    return magnitude <= 65504.0f ? __uint_as_float(__float_as_uint(finite) | sign) : Float16::widen(Float16::narrow(x));
                }
            };

            template <class Storage> static __device__ __forceinline__ float rounded(float x, u32 bits)
            {
                return Chance<Storage>::round(x, bits);
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
            if (!text.Contains(name + "(") && !text.Contains(name + "<")) continue;
            used.Insert(0, function.Replace("\r", ""));
            text += function;
        }
        return string.Join("\n\n", used);
    }
}
