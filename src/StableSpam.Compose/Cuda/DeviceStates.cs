using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda;

/// <summary>Those states of a parameter that have several values, on a device.</summary>
internal sealed unsafe class DeviceStates : IStateMemory
{
    // What device allocations are aligned to, so that every state can be read 128 bits at a time.
    private const nint Alignment = 256;

    private readonly CudaMemory _memory;

    private DeviceStates(CudaDevice device, nint[] sizes)
    {
        Starts = GC.AllocateArray<nint>(sizes.Length, pinned: true);
        nint end = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            Starts[i] = end;
            end = checked(end + ((sizes[i] + (Alignment - 1)) & -Alignment));
        }
        _memory = new CudaMemory(device, end);
        for (int i = 0; i < sizes.Length; i++)
            Starts[i] += _memory.Start;
    }

    /// <summary>Where each state begins.</summary>
    public nint[] Starts { get; }

    /// <summary>How many bytes they take.</summary>
    public nint Size => _memory.Bytes;

    /// <summary>Allocates states of elements and sets them to their initial values.</summary>
    public static DeviceStates OfElements<TState>(CudaDevice device, StateInfo[] states, nint length, nint stream)
        where TState : struct, IStorage
    {
        var created = new DeviceStates(device, [.. states.Select(state => checked(length * SizeOf<TState>(state)))]);
        for (int i = 0; i < states.Length; i++)
        {
            // As in every store, subnormal numbers are not kept.
            float value = PartStates.Kept((float)states[i].Initial);
            uint bits = 0;
            if (StepParameter.NarrowFormat(states[i]) is { } narrow)
                narrow.Fill(&bits, value, 1);
            else
                StorageCopy.Fill<TState>(&bits, value, 1);
            if (SizeOf<TState>(states[i]) == sizeof(ushort))
                Set((ushort)bits, created.Starts[i], length, stream);
            else
                Set(bits, created.Starts[i], length, stream);
        }
        return created;
    }

    /// <summary>Allocates states of rows, columns, matrices and blocks and sets them to their initial values.</summary>
    public static DeviceStates OfParts(CudaDevice device, StateInfo[] states, TensorShape shape, nint stream)
    {
        nint[] counts = [.. states.Select(state => shape.Count(state.Scope))];
        var created = new DeviceStates(device, [.. states.Select((state, i) => checked(counts[i] * PartArray.SizeOf(state.Scope)))]);
        for (int i = 0; i < states.Length; i++)
        {
            if (PartArray.SizeOf(states[i].Scope) == sizeof(float))
                Set(BitConverter.SingleToUInt32Bits(PartStates.Kept((float)states[i].Initial)), created.Starts[i], counts[i], stream);
            else
                created.Copy(states[i].Initial, created.Starts[i], counts[i], stream);
        }
        return created;
    }

    public void Dispose() => _memory.Dispose();

    private static int SizeOf<TState>(StateInfo state)
        where TState : struct, IStorage => StepParameter.NarrowFormat(state)?.Size ?? TState.Size;

    private static void Set(uint bits, nint start, nint count, nint stream)
    {
        if (count > 0)
            Driver.Check(DriverApi.cuMemsetD32Async(start, bits, (nuint)count, stream), nameof(DriverApi.cuMemsetD32Async));
    }

    private static void Set(ushort bits, nint start, nint count, nint stream)
    {
        if (count > 0)
            Driver.Check(DriverApi.cuMemsetD16Async(start, bits, (nuint)count, stream), nameof(DriverApi.cuMemsetD16Async));
    }

    // The driver sets no 64 bits at a time.
    private void Copy(double value, nint start, nint count, nint stream)
    {
        double[] values = new double[checked((int)count)];
        Array.Fill(values, value);
        _memory.CopyFrom<double>(values, start - _memory.Start, stream);
    }
}
