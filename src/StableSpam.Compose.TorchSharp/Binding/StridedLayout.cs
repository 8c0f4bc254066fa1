namespace StableSpamCompose.Torch;

/// <summary>How the elements of a tensor of a known shape lie in memory, and the way to and from a contiguous run.</summary>
internal sealed unsafe class StridedLayout
{
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly long[] _index;

    /// <param name="shape">The dimensions of the tensors.</param>
    public StridedLayout(long[] shape)
    {
        _shape = shape;
        _strides = new long[shape.Length];
        _index = new long[shape.Length];
    }

    /// <summary>Reads the strides of a tensor; true if its elements lie one after another.</summary>
    public bool ReadsContiguous(nint tensor)
    {
        bool contiguous = true;
        long expected = 1;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            _strides[i] = LibTorch.Stride(tensor, i);
            // No step is ever taken along a dimension of one.
            contiguous &= _shape[i] == 1 || _strides[i] == expected;
            expected *= _shape[i];
        }
        return contiguous || expected == 0;
    }

    /// <summary>Copies the tensor whose strides were read to a contiguous run.</summary>
    public void Gather(byte* tensor, byte* run, long length, int size) => Copy(tensor, run, length, size, gathers: true);

    /// <summary>Copies a contiguous run to the tensor whose strides were read.</summary>
    public void Scatter(byte* run, byte* tensor, long length, int size) => Copy(tensor, run, length, size, gathers: false);

    private void Copy(byte* tensor, byte* run, long length, int size, bool gathers)
    {
        Array.Clear(_index);
        long position = 0;
        for (long i = 0; i < length; i++)
        {
            byte* element = tensor + (position * size);
            byte* place = run + (i * size);
            Buffer.MemoryCopy(gathers ? element : place, gathers ? place : element, size, size);
            position = Next(position);
        }
    }

    private long Next(long position)
    {
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            position += _strides[i];
            if (++_index[i] < _shape[i])
                return position;
            position -= _index[i] * _strides[i];
            _index[i] = 0;
        }
        return position;
    }
}
