using System.Runtime.InteropServices;

namespace TorchSharp.Contract;

/// <summary>Zeroed memory that tensors look at; several may look at the same.</summary>
internal sealed unsafe class NativeStorage
{
    private readonly void* _memory;
    private readonly bool _isOnCuda;

    public NativeStorage(long bytes, bool isOnCuda)
    {
        nuint size = (nuint)Math.Max(bytes, 1);
        _isOnCuda = isOnCuda;
        _memory = isOnCuda ? (void*)CudaMemory.Allocate(size) : NativeMemory.Alloc(size);
        NativeMemory.Clear(_memory, size);
    }

    ~NativeStorage()
    {
        if (_isOnCuda)
            CudaMemory.Free((nint)_memory);
        else
            NativeMemory.Free(_memory);
    }

    public byte* Start => (byte*)_memory;
}
