using System.Runtime.InteropServices;

namespace TorchSharp.Contract;

/// <summary>Zeroed memory that tensors look at; several may look at the same.</summary>
internal sealed unsafe class NativeStorage
{
    private readonly void* _memory;

    public NativeStorage(long bytes) => _memory = NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));

    ~NativeStorage() => NativeMemory.Free(_memory);

    public byte* Start => (byte*)_memory;
}
