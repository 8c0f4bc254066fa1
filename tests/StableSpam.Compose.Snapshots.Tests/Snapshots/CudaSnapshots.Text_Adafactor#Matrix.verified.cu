// What is the same for every tensor of a group in a step: the host computes it.
struct Step
{
    float OneMinusLrTimesWeightDecay;
    double Clip;
    float Eps1;
    float Rho;
    float OneMinusRho;
    float Lr;
};

// What is the same for every element of a tensor in a step.
struct Tensor
{
    float ColumnsAtLeastOne;
    double RowsAtLeastOne;
    float RowsAtLeastOneSingle;
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
    float* adafactorR;                // [matrices * rows] Adafactor.r
    float* adafactorC;                // [matrices * columns] Adafactor.c
    float* keptSum;                   // [matrices * rows] sum(s)
    float* keptR;                     // [matrices * rows] r
    float* keptSum2;                  // [matrices * columns] sum(s)
    float* keptC;                     // [matrices * columns] c
    double* keptValue;                // [matrices] sqrt(sum(r) / max(rows, 1))
    float* keptValue2;                // [matrices * rows] sqrt(sum(r) / max(rows, 1)) * 1 / sqrt(r)
    float* keptOneOverRootC;          // [matrices * columns] 1 / sqrt(c)
    float* columnPartials;            // [matrices * ((rows + 63) / 64) * ((columns + 3) / 4 * 4)] of each slab of rows, for one reduction after the other
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

// From the partials of one slab's columns to the next: four of them are one access.
static __device__ __forceinline__ long long padded(long long columns)
{
    return (columns + 3) / 4 * 4;
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

// Writes new values to a state of rows, columns or blocks.
static __device__ __forceinline__ void keep(const float* values, float* state, long long count)
{
    for (long long at = threadIdx.x; at < count; at += 256) __stcg(state + at, flushed(__ldcg(values + at)));
}

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

// What follows from pass 0.
static __device__ __forceinline__ void stage1(const Step& step, const TensorEntry& entry, bool first, Tensor& tensor)
{
    double columns = (double)entry.shape.columns;

    // Adafactor: r = rho * r + (1 - rho) * mean(s, over: columns)
    tensor.ColumnsAtLeastOne = (float)larger(columns, 1.0);
    double rows2 = (double)entry.shape.rows;

    // Adafactor: c = rho * c + (1 - rho) * mean(s, over: rows)
    tensor.RowsAtLeastOne = larger(rows2, 1.0);
    tensor.RowsAtLeastOneSingle = (float)larger(rows2, 1.0);
}

// What follows from pass 1.
static __device__ __forceinline__ void stage3(const Step& step, const TensorEntry& entry, const double* totals, bool first, Tensor& tensor)
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

// Reads grad.
// Folds the sum of s in each row and the sum of s in each column.
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
        const Step& step = launch.steps[entry.step];

        const long long length = entry.shape.columns;
        const long long rows = entry.shape.rows;
        const Slab itsRows = slab_of(chunk.index, entry.shape.matrices, rows);
        const long long firstRun = itsRows.first;
        const long long endRun = itsRows.end;
        const long long stride = padded(length);
        float* slab = entry.columnPartials + chunk.index * stride;
        for (long long run = firstRun; run < endRun; ++run)
        {
            double runSum = 0.0;
            const bool begins = run == firstRun;
            for (long long from = 0; from < length; from += 4096)
            {
                const long long base = run * length + from;
                const int count = (int)(length - from < 4096 ? length - from : 4096);
                const int own = warp * 512 + lane * 4;
                const void* gradientArray = entry.gradient;
                const bool aligned = ((u64)gradientArray & 15) == 0 && (base & 3) == 0;
                float* columnPartials = slab;
                const float eps1 = step.Eps1;
                float sums[4] = { 0.0f, 0.0f, 0.0f, 0.0f };

                #pragma unroll 1
                for (int batch = 0; batch < 4; batch += 2)
                {
                    float gradientRows[8];
                    float columnRows[8];

                    #pragma unroll
                    for (int row = 0; row < 2; ++row)
                    {
                        read<GRADIENT, true>(gradientArray, base, own + 128 * (batch + row), count, aligned, gradientRows + 4 * row);
                        resume(begins, 0.0f, columnPartials, from, own + 128 * (batch + row), count, columnRows + 4 * row);
                    }

                    #pragma unroll
                    for (int i = 0; i < 8; ++i)
                    {
                        const int element = own + 128 * (batch + (i >> 2)) + (i & 3);

                        float grad = gradientRows[i];

                        // Adafactor: s = g^2 + eps1
                        float s = grad * grad + eps1;

                        if (element < count)
                        {
                            sums[i & 3] = sums[i & 3] + s;
                        }
                        columnRows[i] = columnRows[i] + s;
                    }

                    #pragma unroll
                    for (int row = 0; row < 2; ++row)
                    {
                        write<Float32, true>(columnRows + 4 * row, columnPartials, from, own + 128 * (batch + row), count, true);
                    }
                }

                turn ^= 1;
                fold_sum(sums, lane, &tileSums[turn][0][warp]);
                __syncthreads();
                if (threadIdx.x == (unsigned)(from / 4096 % 256)) runSum = runSum + (double)sum_of_tiles(tileSums[turn][0]);
            }

            if (length > 4096) runSum = sum_of_lanes(runSum, lane, room);
            if (threadIdx.x == 0)
            {
                __stcg(entry.keptSum + run, (float)runSum); // the sum of s in each row
            }
        }
    }
}

// What follows for each row.
static __device__ __forceinline__ void stage1_rows(const Step& step, const TensorEntry& entry, const Tensor& tensor)
{
    const float* rValues = entry.adafactorR;
    const float* sumValues = entry.keptSum;
    const float rho = step.Rho;
    const float columnsAtLeastOne = tensor.ColumnsAtLeastOne;
    const float oneMinusRho = step.OneMinusRho;

    for (long long row = threadIdx.x; row < entry.shape.matrices * entry.shape.rows; row += 256)
    {
        float r = __ldcg(rValues + row);

        // Adafactor: r = rho * r + (1 - rho) * mean(s, over: columns)
        float sum = __ldcg(sumValues + row);
        r = rho * r + oneMinusRho * (sum / columnsAtLeastOne);

        __stcg(entry.keptR + row, r);
    }
}

// What follows for each column.
static __device__ __forceinline__ void stage1_columns(const Step& step, const TensorEntry& entry, const Tensor& tensor)
{
    const float* cValues = entry.adafactorC;
    const float* sumValues = entry.keptSum2;
    const float rho = step.Rho;
    const float oneMinusRho = step.OneMinusRho;
    const float rowsAtLeastOne = tensor.RowsAtLeastOneSingle;

    for (long long column = threadIdx.x; column < entry.shape.matrices * entry.shape.columns; column += 256)
    {
        float c = __ldcg(cValues + column);

        // Adafactor: c = rho * c + (1 - rho) * mean(s, over: rows)
        float sum = __ldcg(sumValues + column);
        c = rho * c + oneMinusRho * (sum / rowsAtLeastOne);

        __stcg(entry.keptC + column, c);
    }
}

// What follows for each matrix.
static __device__ __forceinline__ void stage2_matrices(const Step& step, const TensorEntry& entry, const Tensor& tensor, int lane, int warp)
{
    const double rowsAtLeastOne = tensor.RowsAtLeastOne;

    for (long long matrix = warp; matrix < entry.shape.matrices; matrix += 8)
    {
        double folded = 0.0;
        sum_of_values(entry.keptR + matrix * entry.shape.rows, entry.shape.rows, lane, &folded);
        if (lane != 0) continue;

        // Adafactor: u = g * (sqrt(mean(r, over: rows)) * rsqrt(r)) * rsqrt(c)
        double sum = folded;

        __stcg(entry.keptValue + matrix, (double)(float)sqrt(sum / rowsAtLeastOne));
    }
}

// What follows for each row.
static __device__ __forceinline__ void stage2_rows(const Step& step, const TensorEntry& entry, const Tensor& tensor)
{
    const float* rValues = entry.keptR;

    for (long long row = threadIdx.x; row < entry.shape.matrices * entry.shape.rows; row += 256)
    {
        const long long matrix = row / entry.shape.rows;
        const float value = (float)__ldcg(entry.keptValue + matrix);

        // Adafactor: r = rho * r + (1 - rho) * mean(s, over: columns)
        float r = __ldcg(rValues + row);

        __stcg(entry.keptValue2 + row, value * (1.0f / sqrtf(r)));
    }
}

// What follows for each column.
static __device__ __forceinline__ void stage2_columns(const Step& step, const TensorEntry& entry, const Tensor& tensor)
{
    const float* cValues = entry.keptC;

    for (long long column = threadIdx.x; column < entry.shape.matrices * entry.shape.columns; column += 256)
    {
        // Adafactor: c = rho * c + (1 - rho) * mean(s, over: rows)
        float c = __ldcg(cValues + column);

        __stcg(entry.keptOneOverRootC + column, 1.0f / sqrtf(c));
    }
}

// What follows for rows, columns, matrices and blocks.
extern "C" __global__ void __launch_bounds__(256, 2) parts2(const Launch launch)
{
    __shared__ Tensor tensor;
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    for (int index = blockIdx.x; index < launch.entryCount; index += gridDim.x)
    {
        const TensorEntry& entry = launch.entries[index];
        const Step& step = launch.steps[entry.step];
        sum_of_slabs(entry.columnPartials, 0, 1, entry.shape.matrices, entry.shape.rows, entry.shape.columns, entry.keptSum2); // the sum of s in each column
        __syncthreads();
        if (threadIdx.x == 0)
        {
            stage1(step, entry, true, tensor);
        }
        __syncthreads();
        stage1_rows(step, entry, tensor);
        __syncthreads();
        stage1_columns(step, entry, tensor);
        __syncthreads();
        keep(entry.keptR, entry.adafactorR, entry.shape.matrices * entry.shape.rows); // Adafactor.r
        keep(entry.keptC, entry.adafactorC, entry.shape.matrices * entry.shape.columns); // Adafactor.c
        __syncthreads();
        stage2_matrices(step, entry, tensor, lane, warp);
        __syncthreads();
        stage2_rows(step, entry, tensor);
        __syncthreads();
        stage2_columns(step, entry, tensor);
        __syncthreads();
    }
}

// Reads grad.
// Folds the sum of u * u.
extern "C" __global__ void __launch_bounds__(256, 2) pass1(const Launch launch)
{
    __shared__ float tileSums[2][1][8];
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    const int end = share_of(launch, blockIdx.x + 1);
    for (int at = share_of(launch, blockIdx.x); at < end; ++at)
    {
        const Chunk chunk = launch.chunks[at];
        const TensorEntry& entry = launch.entries[chunk.entry];

        const long long base = (long long)chunk.index * 4096;
        const int count = (int)(entry.shape.length - base < 4096 ? entry.shape.length - base : 4096);
        const int own = warp * 512 + lane * 4;
        const void* gradientArray = entry.gradient;
        const bool aligned = ((u64)gradientArray & 15) == 0;
        const float* valueValues = entry.keptValue2;
        const float* oneOverRootCValues = entry.keptOneOverRootC;
        const Runs rowRuns = runs_at(base, entry.shape.columns);
        const Runs matrixRuns = runs_at(base, entry.shape.rows * entry.shape.columns);
        float sums[4] = { 0.0f, 0.0f, 0.0f, 0.0f };

        #pragma unroll 1
        for (int batch = 0; batch < 4; ++batch)
        {
            float gradientRows[4];

            read<GRADIENT, true>(gradientArray, base, own + 128 * batch, count, aligned, gradientRows);

            #pragma unroll
            for (int i = 0; i < 4; ++i)
            {
                const int element = own + 128 * batch + i;

                const long long ofRow = run_of(rowRuns, element);
                const long long ofMatrix = run_of(matrixRuns, element);
                const long long ofColumn = base + element - (ofRow - ofMatrix) * entry.shape.columns;
                float grad = gradientRows[i];

                // Adafactor: u = g * (sqrt(mean(r, over: rows)) * rsqrt(r)) * rsqrt(c)
                float value = part_at(valueValues, ofRow, element < count);
                float oneOverRootC = part_at(oneOverRootCValues, ofColumn, element < count);
                float u = grad * value * oneOverRootC;

                if (element < count)
                {
                    sums[i] = __fmaf_rn(u, u, sums[i]);
                }
            }
        }

        fold_sum(sums, lane, &tileSums[at & 1][0][warp]);
        __syncthreads();
        if (threadIdx.x == 0) launch.partials[at] = sum_of_tiles(tileSums[at & 1][0]);
    }
}

// Reads grad and w.
// Writes w.
extern "C" __global__ void __launch_bounds__(256, 2) pass2(const Launch launch)
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
                stage3(step, entry, totals, chunk.index == 0, tensor);
            }
            __syncthreads();
        }

        const long long base = (long long)chunk.index * 4096;
        const int count = (int)(entry.shape.length - base < 4096 ? entry.shape.length - base : 4096);
        const int own = warp * 512 + lane * 4;
        const void* gradientArray = entry.gradient;
        void* parameterArray = entry.parameter;
        const bool aligned = (((u64)gradientArray | (u64)parameterArray) & 15) == 0;
        const float oneMinusLrTimesWeightDecay = step.OneMinusLrTimesWeightDecay;
        const float value = tensor.Value;
        const float lr = step.Lr;
        const float* valueValues = entry.keptValue2;
        const float* oneOverRootCValues = entry.keptOneOverRootC;
        const Runs rowRuns = runs_at(base, entry.shape.columns);
        const Runs matrixRuns = runs_at(base, entry.shape.rows * entry.shape.columns);

        #pragma unroll 1
        for (int batch = 0; batch < 4; ++batch)
        {
            float gradientRows[4];
            float parameterRows[4];

            read<GRADIENT, false>(gradientArray, base, own + 128 * batch, count, aligned, gradientRows);
            read<PARAMETER, false>(parameterArray, base, own + 128 * batch, count, aligned, parameterRows);

            #pragma unroll
            for (int i = 0; i < 4; ++i)
            {
                const int element = own + 128 * batch + i;

                const long long ofRow = run_of(rowRuns, element);
                const long long ofMatrix = run_of(matrixRuns, element);
                const long long ofColumn = base + element - (ofRow - ofMatrix) * entry.shape.columns;
                float grad = gradientRows[i];
                float w = parameterRows[i];

                // DecoupledDecay: w = w * (1 - lr * decay)
                w = w * oneMinusLrTimesWeightDecay;

                // Adafactor: u = g * (sqrt(mean(r, over: rows)) * rsqrt(r)) * rsqrt(c)
                float value2 = part_at(valueValues, ofRow, element < count);
                float oneOverRootC = part_at(oneOverRootCValues, ofColumn, element < count);
                float u = grad * value2 * oneOverRootC;

                // Adafactor: g = u / max(1, rms(u) / clip)
                float g = u / value;

                // apply: w = w - lr * g
                w = w - lr * g;

                parameterRows[i] = w;
            }

            write<PARAMETER, false>(parameterRows, parameterArray, base, own + 128 * batch, count, aligned);
        }
    }
}
