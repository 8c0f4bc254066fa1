namespace StableSpamCompose.Execution;

/// <summary>What a tensor needs while it is stepped and nobody afterwards: scratch arrays, partials of its chunks, tensor values.</summary>
internal sealed unsafe class TensorWorkspace<TTensor> : IDisposable
    where TTensor : unmanaged
{
    private readonly NativeBlock _block;

    /// <param name="size">Room for what.</param>
    public TensorWorkspace(WorkspaceSize size)
    {
        PartialStride = Fold.ChunkCount(size.Length);
        nint tensor = NativeBlock.Align(sizeof(TTensor));
        nint totals = NativeBlock.Align(size.Reductions * sizeof(double));
        nint partials = NativeBlock.Align(checked(PartialStride * size.Reductions * sizeof(float)));
        nint columnPartials = NativeBlock.Align(checked(size.ColumnPartials * sizeof(float)));
        nint pointers = NativeBlock.Align(size.ScratchArrays * sizeof(float*));
        nint scratch = NativeBlock.Align(checked(size.Length * sizeof(float)));
        nint partPointers = NativeBlock.Align(size.PartBytes.Length * sizeof(void*));
        nint parts = 0;
        foreach (nint bytes in size.PartBytes)
            parts = checked(parts + NativeBlock.Align(bytes));
        _block = new NativeBlock(checked(
            tensor + totals + partials + columnPartials + pointers + (scratch * size.ScratchArrays) + (2 * partPointers) + parts));

        byte* next = _block.Start;
        Tensor = (TTensor*)Take(ref next, tensor);
        Totals = (double*)Take(ref next, totals);
        Partials = (float*)Take(ref next, partials);
        ColumnPartials = (float*)Take(ref next, columnPartials);
        Scratch = (float**)Take(ref next, pointers);
        for (int i = 0; i < size.ScratchArrays; i++)
            Scratch[i] = (float*)Take(ref next, scratch);
        Parts = (void**)Take(ref next, partPointers);
        OwnParts = (void**)Take(ref next, partPointers);
        for (int i = 0; i < size.PartBytes.Length; i++)
            OwnParts[i] = Take(ref next, NativeBlock.Align(size.PartBytes[i]));
    }

    /// <summary>The tensor values.</summary>
    public TTensor* Tensor { get; }

    /// <summary>The totals of the last pass, in the order of its reductions.</summary>
    public double* Totals { get; }

    /// <summary>The partials of the pass that runs: all chunks of one reduction, then those of the next.</summary>
    public float* Partials { get; }

    /// <summary>From the partials of one reduction to those of the next.</summary>
    public nint PartialStride { get; }

    /// <summary>The partials of columns of the pass that runs.</summary>
    public float* ColumnPartials { get; }

    /// <summary>The scratch arrays.</summary>
    public float** Scratch { get; }

    /// <summary>The table of arrays of rows, columns, matrices and blocks, to be filled for each tensor.</summary>
    public void** Parts { get; }

    /// <summary>Those of these arrays that live for the step.</summary>
    public void** OwnParts { get; }

    public void Dispose() => _block.Dispose();

    private static byte* Take(ref byte* next, nint bytes)
    {
        byte* taken = next;
        next += bytes;
        return taken;
    }
}
