using System.Runtime.InteropServices;

namespace StableSpamCompose.Torch;

/// <summary>Room for the elements of a tensor that do not lie one after another; taken when it is first needed.</summary>
internal sealed unsafe class ContiguousCopy(nuint bytes) : IDisposable
{
    private void* _memory;

    ~ContiguousCopy() => NativeMemory.Free(_memory);

    /// <summary>The room.</summary>
    public byte* Memory
    {
        get
        {
            if (_memory is null)
                _memory = NativeMemory.Alloc(bytes);
            return (byte*)_memory;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
        GC.SuppressFinalize(this);
    }
}
