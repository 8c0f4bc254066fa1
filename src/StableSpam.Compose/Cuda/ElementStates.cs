using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda;

/// <summary>The element states of a parameter, on a device.</summary>
internal sealed unsafe class ElementStates : IStateMemory
{
    // What device allocations are aligned to, so that every state can be read 128 bits at a time.
    private const nint Alignment = 256;

    private readonly CudaMemory _memory;

    private ElementStates(CudaDevice device, StateInfo[] states, nint length, int size)
    {
        nint stride = checked((length * size) + (Alignment - 1)) & -Alignment;
        _memory = new CudaMemory(device, checked(stride * states.Length));
        Starts = GC.AllocateArray<nint>(states.Length, pinned: true);
        for (int i = 0; i < Starts.Length; i++)
            Starts[i] = _memory.Start + (i * stride);
    }

    /// <summary>Where each state begins.</summary>
    public nint[] Starts { get; }

    /// <summary>How many bytes they take.</summary>
    public nint Size => _memory.Bytes;

    /// <summary>Allocates states and sets them to their initial values.</summary>
    public static ElementStates Create<TState>(CudaDevice device, StateInfo[] states, nint length, nint stream)
        where TState : struct, IStorage
    {
        var created = new ElementStates(device, states, length, TState.Size);
        if (length == 0)
            return created;
        for (int i = 0; i < states.Length; i++)
        {
            // As in every store, subnormal numbers are not kept.
            float value = (float)states[i].Initial;
            uint bits = 0;
            TState.Store(Lane.Broadcast(float.IsSubnormal(value) ? 0 : value), &bits, 0);
            if (TState.Size == sizeof(ushort))
                Driver.Check(DriverApi.cuMemsetD16Async(created.Starts[i], (ushort)bits, (nuint)length, stream), nameof(DriverApi.cuMemsetD16Async));
            else
                Driver.Check(DriverApi.cuMemsetD32Async(created.Starts[i], bits, (nuint)length, stream), nameof(DriverApi.cuMemsetD32Async));
        }
        return created;
    }

    public void Dispose() => _memory.Dispose();
}
