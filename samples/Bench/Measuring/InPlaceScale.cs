using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using StableSpamCompose.Execution;

namespace StableSpamCompose.Bench.Measuring;

/// <summary>
/// The bandwidth to compare with: every number of an array is read, multiplied and written back, on all threads. The array is as
/// large as what a step of AdamW touches, so that it lies in the same caches or in none.
/// </summary>
internal sealed unsafe class InPlaceScale : IContender, IWork
{
    private const int BlockLength = 1 << 16;

    private readonly WorkerPool _pool;
    private readonly nint _length;
    private readonly float* _array;

    /// <param name="length">Numbers in the array.</param>
    /// <param name="threads">Threads.</param>
    public InPlaceScale(long length, int threads)
    {
        _pool = WorkerPool.Shared(threads);
        _length = (nint)length;
        _array = (float*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(float)), 64);
        NativeMemory.Clear(_array, (nuint)(length * sizeof(float)));
    }

    /// <inheritdoc/>
    public string Name => "in-place scale";

    /// <inheritdoc/>
    public double? BytesPerElement => null;

    /// <summary>Bytes that one run moves.</summary>
    public long Bytes => _length * 2 * sizeof(float);

    /// <inheritdoc/>
    public double Seconds(int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
            _pool.Run(this, (int)((_length + BlockLength - 1) / BlockLength));
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }

    void IWork.Run(int item, int worker)
    {
        float* at = _array + ((nint)item * BlockLength);
        float* end = _array + Math.Min(((nint)item + 1) * BlockLength, _length);
        var factor = new Vector<float>(1.0001f);
        for (; at <= end - Vector<float>.Count; at += Vector<float>.Count)
            Vector.Store(Vector.Load(at) * factor, at);
        for (; at < end; at++)
            *at *= 1.0001f;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_array);
}
