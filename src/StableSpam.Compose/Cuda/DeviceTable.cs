namespace StableSpamCompose.Cuda;

/// <summary>A table on the device that the host fills now and then.</summary>
/// <remarks>The caller has entered the device.</remarks>
internal sealed unsafe class DeviceTable<T> : IDisposable
    where T : unmanaged
{
    private readonly CudaMemory _memory;
    private readonly PinnedMemory _staging;
    private readonly nint _copied;
    private readonly int _capacity;

    /// <param name="device">The device.</param>
    /// <param name="capacity">Most rows that it has.</param>
    public DeviceTable(CudaDevice device, int capacity)
    {
        _capacity = capacity;
        _memory = new CudaMemory(device, (nint)capacity * sizeof(T));
        _staging = new PinnedMemory(device, (nint)capacity * sizeof(T));
        Driver.Check(DriverApi.cuEventCreate(out _copied, DriverApi.DisableTiming), nameof(DriverApi.cuEventCreate));
    }

    /// <summary>Where it lies on the device.</summary>
    public nint Start => _memory.Start;

    /// <summary>Whether it was ever filled.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>Room for its rows, once the device has copied what was there before.</summary>
    public Span<T> Fill()
    {
        Driver.Check(DriverApi.cuEventSynchronize(_copied), nameof(DriverApi.cuEventSynchronize));
        return new Span<T>(_staging.Start, _capacity);
    }

    /// <summary>Copies the first <paramref name="count"/> rows in the order of <paramref name="stream"/>.</summary>
    public void Send(int count, nint stream)
    {
        IsBuilt = true;
        if (count == 0)
            return;
        Driver.Check(DriverApi.cuMemcpyHtoDAsync_v2(_memory.Start, _staging.Start, (nuint)count * (nuint)sizeof(T), stream), nameof(DriverApi.cuMemcpyHtoDAsync_v2));
        Driver.Check(DriverApi.cuEventRecord(_copied, stream), nameof(DriverApi.cuEventRecord));
    }

    public void Dispose()
    {
        // What is still being copied from may not be freed.
        _ = DriverApi.cuEventSynchronize(_copied);
        _ = DriverApi.cuEventDestroy_v2(_copied);
        _memory.Dispose();
        _staging.Dispose();
    }
}
