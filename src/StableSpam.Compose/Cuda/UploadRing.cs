namespace StableSpamCompose.Cuda;

/// <summary>
/// Hands a buffer of the device new contents without waiting for it: the host fills one of a few slots while the device still
/// copies from the others. It waits only when it is that many uploads ahead.
/// </summary>
/// <remarks>The caller has entered the device.</remarks>
internal sealed unsafe class UploadRing : IDisposable
{
    private readonly PinnedMemory[] _slots;
    private readonly nint[] _copied;
    private readonly PinnedMemory _captured;
    private readonly nint _replayed;
    private readonly CudaMemory _target;
    private int _next;

    /// <param name="device">The device.</param>
    /// <param name="bytes">Room for contents.</param>
    /// <param name="slots">How many uploads the host may be ahead.</param>
    public UploadRing(CudaDevice device, nint bytes, int slots)
    {
        _target = new CudaMemory(device, bytes);
        _slots = new PinnedMemory[slots];
        _copied = new nint[slots];
        for (int i = 0; i < slots; i++)
        {
            _slots[i] = new PinnedMemory(device, bytes);
            Driver.Check(DriverApi.cuEventCreate(out _copied[i], DriverApi.DisableTiming), nameof(DriverApi.cuEventCreate));
        }
        _captured = new PinnedMemory(device, bytes);
        Driver.Check(DriverApi.cuEventCreate(out _replayed, DriverApi.DisableTiming), nameof(DriverApi.cuEventCreate));
    }

    /// <summary>Where the contents lie on the device.</summary>
    public nint Target => _target.Start;

    /// <summary>The slot to fill next, once the device has copied what was in it before.</summary>
    public byte* Fill()
    {
        // An event that was never recorded is reached.
        Driver.Check(DriverApi.cuEventSynchronize(_copied[_next]), nameof(DriverApi.cuEventSynchronize));
        return _slots[_next].Start;
    }

    /// <summary>Copies the filled slot in the order of <paramref name="stream"/>.</summary>
    public void Send(nint bytes, nint stream)
    {
        Copy(_slots[_next], bytes, stream);
        Driver.Check(DriverApi.cuEventRecord(_copied[_next], stream), nameof(DriverApi.cuEventRecord));
        _next = (_next + 1) % _slots.Length;
    }

    /// <summary>The slot that a captured step copies from, each time that it is replayed.</summary>
    public byte* Captured => _captured.Start;

    /// <summary>Captures the copy of that slot.</summary>
    public void Capture(nint bytes, nint stream)
    {
        Copy(_captured, bytes, stream);
        Driver.Check(
            DriverApi.cuEventRecordWithFlags(_replayed, stream, DriverApi.RecordExternal), nameof(DriverApi.cuEventRecordWithFlags));
    }

    /// <summary>Waits until the last replay has copied that slot.</summary>
    public void WaitForReplay() =>
        Driver.Check(DriverApi.cuEventSynchronize(_replayed), nameof(DriverApi.cuEventSynchronize));

    public void Dispose()
    {
        foreach (nint copied in _copied.Append(_replayed))
        {
            // What is still being copied from may not be freed.
            _ = DriverApi.cuEventSynchronize(copied);
            _ = DriverApi.cuEventDestroy_v2(copied);
        }
        foreach (PinnedMemory slot in _slots)
            slot.Dispose();
        _captured.Dispose();
        _target.Dispose();
    }

    private void Copy(PinnedMemory slot, nint bytes, nint stream) =>
        Driver.Check(DriverApi.cuMemcpyHtoDAsync_v2(_target.Start, slot.Start, (nuint)bytes, stream), nameof(DriverApi.cuMemcpyHtoDAsync_v2));
}
