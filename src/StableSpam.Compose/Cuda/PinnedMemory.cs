namespace StableSpamCompose.Cuda;

/// <summary>Memory of the host that a device copies from and to while the host goes on.</summary>
internal sealed unsafe class PinnedMemory : IDisposable
{
    private readonly CudaDevice _device;

    public PinnedMemory(CudaDevice device, nint bytes)
    {
        _device = device;
        Bytes = Math.Max(bytes, 1);
        using CudaDevice.Scope scope = device.Enter();
        Driver.Check(DriverApi.cuMemHostAlloc(out nint start, (nuint)Bytes, 0), $"{nameof(DriverApi.cuMemHostAlloc)} of {Bytes} bytes");
        Start = (byte*)start;
    }

    /// <summary>Its first byte; null when disposed.</summary>
    public byte* Start { get; private set; }

    public nint Bytes { get; }

    public void Dispose()
    {
        if (Start is null)
            return;
        using CudaDevice.Scope scope = _device.Enter();
        Driver.Check(DriverApi.cuMemFreeHost((nint)Start), nameof(DriverApi.cuMemFreeHost));
        Start = null;
    }
}
