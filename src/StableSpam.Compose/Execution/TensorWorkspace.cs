namespace StableSpamCompose.Execution;

/// <summary>What a tensor needs while it is stepped and nobody afterwards: scratch arrays, partials of its chunks, tensor values.</summary>
internal sealed unsafe class TensorWorkspace<TTensor> : IDisposable
    where TTensor : unmanaged
{
    private readonly NativeBlock _block;

    /// <param name="length">Elements of the longest tensor.</param>
    /// <param name="scratchArrays">Scratch arrays of a program.</param>
    /// <param name="reductions">Most reductions of a pass.</param>
    public TensorWorkspace(nint length, int scratchArrays, int reductions)
    {
        PartialStride = Fold.ChunkCount(length);
        nint tensor = NativeBlock.Align(sizeof(TTensor));
        nint totals = NativeBlock.Align(reductions * sizeof(double));
        nint partials = NativeBlock.Align(checked(PartialStride * reductions * sizeof(float)));
        nint pointers = NativeBlock.Align(scratchArrays * sizeof(float*));
        nint scratch = NativeBlock.Align(checked(length * sizeof(float)));
        _block = new NativeBlock(checked(tensor + totals + partials + pointers + (scratch * scratchArrays)));

        byte* next = _block.Start;
        Tensor = (TTensor*)Take(ref next, tensor);
        Totals = (double*)Take(ref next, totals);
        Partials = (float*)Take(ref next, partials);
        Scratch = (float**)Take(ref next, pointers);
        for (int i = 0; i < scratchArrays; i++)
            Scratch[i] = (float*)Take(ref next, scratch);
    }

    /// <summary>The tensor values.</summary>
    public TTensor* Tensor { get; }

    /// <summary>The totals of the last pass, in the order of its reductions.</summary>
    public double* Totals { get; }

    /// <summary>The partials of the pass that runs: all chunks of one reduction, then those of the next.</summary>
    public float* Partials { get; }

    /// <summary>From the partials of one reduction to those of the next.</summary>
    public nint PartialStride { get; }

    /// <summary>The scratch arrays.</summary>
    public float** Scratch { get; }

    public void Dispose() => _block.Dispose();

    private static byte* Take(ref byte* next, nint bytes)
    {
        byte* taken = next;
        next += bytes;
        return taken;
    }
}
