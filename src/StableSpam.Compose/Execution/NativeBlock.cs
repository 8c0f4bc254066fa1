using System.Runtime.InteropServices;

namespace StableSpamCompose.Execution;

/// <summary>Zeroed memory outside the managed heap, on a cache line's boundary.</summary>
internal sealed unsafe class NativeBlock : IStateMemory
{
    /// <summary>Bytes of a cache line and of the widest vector.</summary>
    public const int Alignment = 64;

    private readonly nint _bytes;
    private void* _start;

    public NativeBlock(nint bytes)
    {
        _bytes = Align(bytes);
        if (_bytes == 0)
            return;
        _start = NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        NativeMemory.Clear(_start, (nuint)_bytes);
        GC.AddMemoryPressure(_bytes);
    }

    ~NativeBlock() => Free();

    /// <summary>Bytes that were allocated, up to a whole cache line.</summary>
    public nint Size => _bytes;

    /// <summary>Its first byte; null when it is empty or disposed.</summary>
    public byte* Start => (byte*)_start;

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    public static nint Align(nint bytes) => checked(bytes + (Alignment - 1)) & -Alignment;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_start is null)
            return;
        NativeMemory.AlignedFree(_start);
        _start = null;
        GC.RemoveMemoryPressure(_bytes);
    }
}
