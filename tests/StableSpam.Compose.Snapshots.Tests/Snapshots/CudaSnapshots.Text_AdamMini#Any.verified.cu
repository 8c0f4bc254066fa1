// What is the same for every tensor of a group in a step: the host computes it.
struct Step
{
    float OneMinusLrTimesWeightDecay;
    float Beta1;
    float OneMinusBeta1;
    float Beta2;
    float OneMinusBeta2;
    float OneMinusBeta1PowK;
    float OneMinusBeta2PowK;
    float Eps;
    float Lr;
};

// What is the same for every element of a tensor in a step.
struct Tensor
{
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
    STATE::Number* adamMiniM;         // [length] AdamMini.m
    float* adamMiniV;                 // [blocks] AdamMini.v
    float* keptSumOfProducts;         // [blocks] sumofproducts(grad, grad)
    float* keptV;                     // [blocks] v
    float* keptValue;                 // [blocks] sqrt(v / 1 - clockpower(beta2, k)) + eps
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
    float* partials;            // [0]
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

// Writes new values to a state of rows, columns or blocks.
static __device__ __forceinline__ void keep(const float* values, float* state, long long count)
{
    for (long long at = threadIdx.x; at < count; at += 256) __stcg(state + at, flushed(__ldcg(values + at)));
}

// The elements of a block, of which the last may be shorter.
static __device__ __forceinline__ long long length_of_block(const Shape& shape, long long block)
{
    const long long left = shape.length - block * shape.blockLength;
    return left < shape.blockLength ? left : shape.blockLength;
}

// How many rows or blocks of a length are a chunk.
static __device__ __forceinline__ long long runs_of_chunk(long long length)
{
    return length >= 4096 ? 1 : 4096 / (length > 0 ? length : 1);
}

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

// The row or block of an element; a chunk does not cross more than one end of those that are as long as it is.
static __device__ __forceinline__ long long run_of(const Runs& runs, int element)
{
    const long long at = runs.offset + element;
    return runs.first + (runs.length >= 4096 ? at >= runs.length : (u32)at / (u32)(runs.length > 0 ? runs.length : 1));
}

// The value of a row, column, matrix or block; elements that are not there have none.
template <class Number> static __device__ __forceinline__ Number part_at(const Number* values, long long place, bool exists)
{
    return exists ? __ldca(values + place) : Number(0);
}

// The first chunk of a block's share.
static __device__ __forceinline__ int share_of(const Launch& launch, unsigned block)
{
    return launch.firstChunk + (int)((long long)(launch.endChunk - launch.firstChunk) * block / gridDim.x);
}

// Reads grad.
// Folds the sum of grad * grad in each block.
extern "C" __global__ void __launch_bounds__(256, 2) pass0(const Launch launch)
{
    __shared__ float tileSums[2][1][8];
    __shared__ double room[256];
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    const int end = share_of(launch, blockIdx.x + 1);
    int turn = 0;
    for (int at = share_of(launch, blockIdx.x); at < end; ++at)
    {
        const Chunk chunk = launch.chunks[at];
        const TensorEntry& entry = launch.entries[chunk.entry];

        const long long length = entry.shape.blockLength;
        const long long runs = entry.shape.blocks;
        const long long firstRun = chunk.index * runs_of_chunk(length);
        const long long endRun = runs - firstRun < runs_of_chunk(length) ? runs : firstRun + runs_of_chunk(length);
        const bool together = length > 512;
        for (long long run = firstRun + (together ? 0 : warp); run < endRun; run += together ? 1 : 8)
        {
            double runSum = 0.0;
            const long long ofRun = length_of_block(entry.shape, run);
            for (long long from = 0; from < ofRun; from += 4096)
            {
                const long long base = run * length + from;
                const int count = (int)(ofRun - from < 4096 ? ofRun - from : 4096);
                const int own = (together ? warp * 512 : 0) + lane * 4;
                const void* gradientArray = entry.gradient;
                const bool aligned = ((u64)gradientArray & 15) == 0 && (base & 3) == 0;
                float sums[4] = { 0.0f, 0.0f, 0.0f, 0.0f };

                float gradientRows[16];

                #pragma unroll
                for (int row = 0; row < 4; ++row)
                {
                    read<GRADIENT, true>(gradientArray, base, own + 128 * row, count, aligned, gradientRows + 4 * row);
                }

                #pragma unroll
                for (int i = 0; i < 16; ++i)
                {
                    const int element = own + 128 * (i >> 2) + (i & 3);

                    float grad = gradientRows[i];

                    if (element < count)
                    {
                        sums[i & 3] = __fmaf_rn(grad, grad, sums[i & 3]);
                    }
                }

                if (together)
                {
                    turn ^= 1;
                    fold_sum(sums, lane, &tileSums[turn][0][warp]);
                    __syncthreads();
                    if (threadIdx.x == (unsigned)(from / 4096 % 256)) runSum = runSum + (double)sum_of_tiles(tileSums[turn][0]);
                }
                else
                {
                    float tileRunSum = 0.0f;
                    fold_sum(sums, lane, &tileRunSum);
                    runSum = runSum + (double)tileRunSum;
                }
            }

            if (ofRun > 4096) runSum = sum_of_lanes(runSum, lane, room);
            if (together ? threadIdx.x == 0 : lane == 0)
            {
                __stcg(entry.keptSumOfProducts + run, (float)runSum); // the sum of grad * grad in each block
            }
        }
    }
}

// What follows for each block.
static __device__ __forceinline__ void stage1_blocks(const Step& step, const TensorEntry& entry, const Tensor& tensor)
{
    const float* vValues = entry.adamMiniV;
    const float* sumOfProductsValues = entry.keptSumOfProducts;
    const float beta2 = step.Beta2;
    const float oneMinusBeta2 = step.OneMinusBeta2;
    const float oneMinusBeta2PowK = step.OneMinusBeta2PowK;
    const float eps = step.Eps;

    for (long long block = threadIdx.x; block < entry.shape.blocks; block += 256)
    {
        float v = __ldcg(vValues + block);

        // AdamMini: v = beta2 * v + (1 - beta2) * mean(g^2, over: block)
        float sumOfProducts = __ldcg(sumOfProductsValues + block);
        float blockLength = (float)length_of_block(entry.shape, block);
        v = beta2 * v + oneMinusBeta2 * (sumOfProducts / larger(blockLength, 1.0f));

        __stcg(entry.keptV + block, v);
        __stcg(entry.keptValue + block, sqrtf(v / oneMinusBeta2PowK) + eps);
    }
}

// What follows for rows, columns, matrices and blocks.
extern "C" __global__ void __launch_bounds__(256, 2) parts1(const Launch launch)
{
    __shared__ Tensor tensor;
    for (int index = blockIdx.x; index < launch.entryCount; index += gridDim.x)
    {
        const TensorEntry& entry = launch.entries[index];
        const Step& step = launch.steps[entry.step];
        stage1_blocks(step, entry, tensor);
        __syncthreads();
        keep(entry.keptV, entry.adamMiniV, entry.shape.blocks); // AdamMini.v
        __syncthreads();
    }
}

// Reads grad, w and AdamMini.m.
// Writes AdamMini.m and w.
extern "C" __global__ void __launch_bounds__(256, 2) pass1(const Launch launch)
{
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
        void* parameterArray = entry.parameter;
        void* adamMiniMArray = entry.adamMiniM;
        const bool aligned = (((u64)gradientArray | (u64)parameterArray | (u64)adamMiniMArray) & 15) == 0;
        const float oneMinusLrTimesWeightDecay = step.OneMinusLrTimesWeightDecay;
        const float beta1 = step.Beta1;
        const float oneMinusBeta1 = step.OneMinusBeta1;
        const float oneMinusBeta1PowK = step.OneMinusBeta1PowK;
        const float lr = step.Lr;
        const float* valueValues = entry.keptValue;
        const Runs blockRuns = runs_at(base, entry.shape.blockLength);

        #pragma unroll 1
        for (int batch = 0; batch < 4; ++batch)
        {
            float gradientRows[4];
            float parameterRows[4];
            float adamMiniMRows[4];

            read<GRADIENT, false>(gradientArray, base, own + 128 * batch, count, aligned, gradientRows);
            read<PARAMETER, false>(parameterArray, base, own + 128 * batch, count, aligned, parameterRows);
            read<STATE, false>(adamMiniMArray, base, own + 128 * batch, count, aligned, adamMiniMRows);

            #pragma unroll
            for (int i = 0; i < 4; ++i)
            {
                const int element = own + 128 * batch + i;

                const long long ofBlock = run_of(blockRuns, element);
                float grad = gradientRows[i];
                float w = parameterRows[i];
                float m = adamMiniMRows[i];

                // DecoupledDecay: w = w * (1 - lr * decay)
                w = w * oneMinusLrTimesWeightDecay;

                // AdamMini: m = beta1 * m + (1 - beta1) * g
                m = beta1 * m + oneMinusBeta1 * grad;

                // AdamMini: g = (m / (1 - beta1^k)) / (sqrt(v / (1 - beta2^k)) + eps)
                float value = part_at(valueValues, ofBlock, element < count);
                float g = m / oneMinusBeta1PowK / value;

                // apply: w = w - lr * g
                w = w - lr * g;

                adamMiniMRows[i] = flushed(m);
                parameterRows[i] = w;
            }

            write<STATE, false>(adamMiniMRows, adamMiniMArray, base, own + 128 * batch, count, aligned);
            write<PARAMETER, false>(parameterRows, parameterArray, base, own + 128 * batch, count, aligned);
        }
    }
}
