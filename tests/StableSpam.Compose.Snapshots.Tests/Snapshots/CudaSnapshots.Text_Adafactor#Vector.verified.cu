// What is the same for every tensor of a group in a step: the host computes it.
struct Step
{
    float OneMinusLrTimesWeightDecay;
    double Clip;
    float Rho;
    float Eps1;
    float OneMinusRho;
    float Lr;
};

// What is the same for every element of a tensor in a step.
struct Tensor
{
    float Value;
};

// A piece of a tensor: 4096 elements, or about as many of its rows or blocks, or 64 rows whose columns are folded. Every tensor has one.
struct Chunk
{
    int entry;
    int index;
};

// How a tensor is cut: matrices of the last two dimensions, the first dimension as rows of one matrix, blocks of which the last
// may be shorter.
struct Shape
{
    long long length;
    long long matrices;
    long long rows;
    long long columns;
    long long flatRows;
    long long flatColumns;
    long long blocks;
    long long blockLength;
};

// A tensor that this step updates, in the order in which the tensors were added. In brackets: how many values there are at the
// end of a pointer. What a step leaves of a tensor value, or of a group value, lies apart from what the step before has left:
// some blocks still read that.
struct TensorEntry
{
    PARAMETER::Number* parameter;     // [length]
    const GRADIENT::Number* gradient; // [length]
    STATE::Number* adafactorV;        // [length] Adafactor.v
    const double* oldStates;          // [0]
    double* newStates;                // [0]
    const double* oldGroupStates;     // [0]
    double* newGroupStates;           // [0]
    const double* groupTotals;        // [0]
    Shape shape;
    int rank;
    int step;       // among those of the launch
    int group;
    int firstChunk; // among those of all tensors
    int ordinal;    // among all tensors of the optimizer
    int place;      // among those of the optimizer that this step updates
};

// What a kernel is given.
struct Launch
{
    const Chunk* chunks;        // [endChunk]
    const TensorEntry* entries; // [entryCount]
    const int* groups;          // [placeCount] the group of each place
    const Step* steps;          // [entryCount] or fewer: tensors of a group share them
    Tensor* values;             // [entryCount] from launch to launch
    float* partials;            // [chunkCount] for one reduction after the other
    double* contributions;      // [0]
    double* groupTotals;        // [0]
    u32* skipped;               // [1]
    int firstChunk; // the chunks of this launch, up to endChunk
    int endChunk;
    int chunkCount; // those of all tensors
    int entryCount;
    int placeCount; // the tensors of the optimizer that this step updates
    int groupCount;
};

// a if a > b or a is NaN, else b.
template <class Number> static __device__ __forceinline__ Number larger(Number a, Number b)
{
    return a > b || a != a ? a : b;
}

// What a state keeps of x: +0 for zeros and subnormal numbers.
static __device__ __forceinline__ float flushed(float x)
{
    return fabsf(x) < 1.17549435e-38f ? 0.0f : x;
}

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

// Keeps the sum of a tile, which a warp has.
static __device__ __forceinline__ void fold_sum(const float* lanes, int lane, float* tile)
{
    const float sum = sum_of_tile(lanes);
    if (lane == 0) *tile = sum;
}

// The partial of a chunk: its 8 tiles as a balanced tree.
static __device__ __forceinline__ float sum_of_tiles(const float* tiles)
{
    return ((tiles[0] + tiles[1]) + (tiles[2] + tiles[3])) + ((tiles[4] + tiles[5]) + (tiles[6] + tiles[7]));
}

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

// What follows from pass 0.
static __device__ __forceinline__ void stage1(const Step& step, const TensorEntry& entry, const double* totals, bool first, Tensor& tensor)
{
    // Adafactor: g = u / max(1, rms(u) / clip)
    double sumOfProducts = totals[0];
    double numel = (double)entry.shape.length;
    tensor.Value = (float)larger(1.0, sqrt(sumOfProducts / larger(numel, 1.0)) / step.Clip);
}

// The first chunk of a block's share.
static __device__ __forceinline__ int share_of(const Launch& launch, unsigned block)
{
    return launch.firstChunk + (int)((long long)(launch.endChunk - launch.firstChunk) * block / gridDim.x);
}

// Reads grad and Adafactor.v.
// Folds the sum of u * u.
extern "C" __global__ void __launch_bounds__(256, 2) pass0(const Launch launch)
{
    __shared__ float tileSums[2][1][8];
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    const int end = share_of(launch, blockIdx.x + 1);
    for (int at = share_of(launch, blockIdx.x); at < end; ++at)
    {
        const Chunk chunk = launch.chunks[at];
        const TensorEntry& entry = launch.entries[chunk.entry];
        const Step& step = launch.steps[entry.step];

        const long long base = (long long)chunk.index * 4096;
        const int count = (int)(entry.shape.length - base < 4096 ? entry.shape.length - base : 4096);
        const int own = warp * 512 + lane * 4;
        const void* gradientArray = entry.gradient;
        const void* adafactorVArray = entry.adafactorV;
        const bool aligned = (((u64)gradientArray | (u64)adafactorVArray) & 15) == 0;
        const float rho = step.Rho;
        const float eps1 = step.Eps1;
        const float oneMinusRho = step.OneMinusRho;
        float sums[4] = { 0.0f, 0.0f, 0.0f, 0.0f };

        float gradientRows[16];
        float adafactorVRows[16];

        #pragma unroll
        for (int row = 0; row < 4; ++row)
        {
            read<GRADIENT, true>(gradientArray, base, own + 128 * row, count, aligned, gradientRows + 4 * row);
            read<STATE, true>(adafactorVArray, base, own + 128 * row, count, aligned, adafactorVRows + 4 * row);
        }

        #pragma unroll
        for (int i = 0; i < 16; ++i)
        {
            const int element = own + 128 * (i >> 2) + (i & 3);

            float grad = gradientRows[i];
            float v = adafactorVRows[i];

            // Adafactor: v = rho * v + (1 - rho) * (g^2 + eps1)
            v = rho * v + oneMinusRho * (grad * grad + eps1);

            // Adafactor: u = g * rsqrt(v)
            float u = grad * (1.0f / sqrtf(v));

            if (element < count)
            {
                sums[i & 3] = __fmaf_rn(u, u, sums[i & 3]);
            }
        }

        fold_sum(sums, lane, &tileSums[at & 1][0][warp]);
        __syncthreads();
        if (threadIdx.x == 0) launch.partials[at] = sum_of_tiles(tileSums[at & 1][0]);
    }
}

// Reads grad, w and Adafactor.v.
// Writes Adafactor.v and w.
extern "C" __global__ void __launch_bounds__(256, 2) pass1(const Launch launch)
{
    __shared__ double totals[1];
    __shared__ Tensor tensor;
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    const int end = share_of(launch, blockIdx.x + 1);
    int current = -1;
    for (int at = share_of(launch, blockIdx.x); at < end; ++at)
    {
        const Chunk chunk = launch.chunks[at];
        const TensorEntry& entry = launch.entries[chunk.entry];
        const Step& step = launch.steps[entry.step];

        if (chunk.entry != current)
        {
            current = chunk.entry;
            if (warp == 0) sum_of_chunks(launch.partials + entry.firstChunk, entry.shape.length, lane, totals);
            __syncthreads();
            if (threadIdx.x == 0)
            {
                stage1(step, entry, totals, chunk.index == 0, tensor);
            }
            __syncthreads();
        }

        const long long base = (long long)chunk.index * 4096;
        const int count = (int)(entry.shape.length - base < 4096 ? entry.shape.length - base : 4096);
        const int own = warp * 512 + lane * 4;
        const void* gradientArray = entry.gradient;
        void* parameterArray = entry.parameter;
        void* adafactorVArray = entry.adafactorV;
        const bool aligned = (((u64)gradientArray | (u64)parameterArray | (u64)adafactorVArray) & 15) == 0;
        const float oneMinusLrTimesWeightDecay = step.OneMinusLrTimesWeightDecay;
        const float rho = step.Rho;
        const float eps1 = step.Eps1;
        const float oneMinusRho = step.OneMinusRho;
        const float value = tensor.Value;
        const float lr = step.Lr;

        #pragma unroll 1
        for (int batch = 0; batch < 4; batch += 2)
        {
            float gradientRows[8];
            float parameterRows[8];
            float adafactorVRows[8];

            #pragma unroll
            for (int row = 0; row < 2; ++row)
            {
                read<GRADIENT, false>(gradientArray, base, own + 128 * (batch + row), count, aligned, gradientRows + 4 * row);
                read<PARAMETER, false>(parameterArray, base, own + 128 * (batch + row), count, aligned, parameterRows + 4 * row);
                read<STATE, false>(adafactorVArray, base, own + 128 * (batch + row), count, aligned, adafactorVRows + 4 * row);
            }

            #pragma unroll
            for (int i = 0; i < 8; ++i)
            {
                float grad = gradientRows[i];
                float w = parameterRows[i];
                float v = adafactorVRows[i];

                // DecoupledDecay: w = w * (1 - lr * decay)
                w = w * oneMinusLrTimesWeightDecay;

                // Adafactor: v = rho * v + (1 - rho) * (g^2 + eps1)
                v = rho * v + oneMinusRho * (grad * grad + eps1);

                // Adafactor: u = g * rsqrt(v)
                float u = grad * (1.0f / sqrtf(v));

                // Adafactor: g = u / max(1, rms(u) / clip)
                float g = u / value;

                // apply: w = w - lr * g
                w = w - lr * g;

                adafactorVRows[i] = flushed(v);
                parameterRows[i] = w;
            }

            #pragma unroll
            for (int row = 0; row < 2; ++row)
            {
                write<STATE, false>(adafactorVRows + 4 * row, adafactorVArray, base, own + 128 * (batch + row), count, aligned);
                write<PARAMETER, false>(parameterRows + 4 * row, parameterArray, base, own + 128 * (batch + row), count, aligned);
            }
        }
    }
}
