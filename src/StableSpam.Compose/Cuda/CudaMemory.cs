namespace StableSpamCompose.Cuda;

/// <summary>Memory of a device.</summary>
public sealed unsafe class CudaMemory : IDisposable
{
    private readonly CudaDevice _device;

    /// <summary>Allocates memory, whatever is in it; none for 0 bytes.</summary>
    /// <exception cref="CudaException">There is not that much.</exception>
    public CudaMemory(CudaDevice device, nint bytes)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        _device = device;
        Bytes = bytes;
        if (bytes == 0)
            return;
        using CudaDevice.Scope scope = device.Enter();
        Driver.Check(DriverApi.cuMemAlloc_v2(out nint start, (nuint)bytes), $"{nameof(DriverApi.cuMemAlloc_v2)} of {bytes} bytes");
        Start = start;
    }

    /// <summary>Its address on the device; 0 when it is empty or disposed.</summary>
    public nint Start { get; private set; }

    /// <summary>How much it is.</summary>
    public nint Bytes { get; }

    /// <summary>Copies numbers to the device, from <paramref name="offset"/> on, and waits until they are there.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="offset">Bytes from the start.</param>
    /// <param name="stream">The stream that the copy takes its turn in; 0 for the default one.</param>
    public void CopyFrom<T>(ReadOnlySpan<T> source, nint offset = 0, nint stream = 0)
        where T : unmanaged
    {
        CheckRange(offset, (nint)source.Length * sizeof(T));
        if (source.IsEmpty)
            return;
        using CudaDevice.Scope scope = _device.Enter();
        fixed (T* from = source)
        {
            Driver.Check(DriverApi.cuMemcpyHtoDAsync_v2(Start + offset, from, (nuint)source.Length * (nuint)sizeof(T), stream), nameof(DriverApi.cuMemcpyHtoDAsync_v2));
            Driver.Check(DriverApi.cuStreamSynchronize(stream), nameof(DriverApi.cuStreamSynchronize));
        }
    }

    /// <summary>Copies numbers from the device, from <paramref name="offset"/> on, once the work in the stream before it is done.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="offset">Bytes from the start.</param>
    /// <param name="stream">The stream that the copy takes its turn in; 0 for the default one.</param>
    public void CopyTo<T>(Span<T> destination, nint offset = 0, nint stream = 0)
        where T : unmanaged
    {
        CheckRange(offset, (nint)destination.Length * sizeof(T));
        if (destination.IsEmpty)
            return;
        using CudaDevice.Scope scope = _device.Enter();
        fixed (T* to = destination)
        {
            Driver.Check(DriverApi.cuMemcpyDtoHAsync_v2(to, Start + offset, (nuint)destination.Length * (nuint)sizeof(T), stream), nameof(DriverApi.cuMemcpyDtoHAsync_v2));
            Driver.Check(DriverApi.cuStreamSynchronize(stream), nameof(DriverApi.cuStreamSynchronize));
        }
    }

    /// <summary>Copies as much as both have from other memory of the device, in the order of <paramref name="stream"/>; waits for nothing.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="stream">The stream; 0 for the default one.</param>
    public void CopyFrom(CudaMemory source, nint stream = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        nint bytes = Math.Min(Bytes, source.Bytes);
        if (bytes == 0)
            return;
        using CudaDevice.Scope scope = _device.Enter();
        Driver.Check(DriverApi.cuMemcpyDtoDAsync_v2(Start, source.Start, (nuint)bytes, stream), nameof(DriverApi.cuMemcpyDtoDAsync_v2));
    }

    /// <summary>Frees it. The device finishes what it is doing with it first.</summary>
    public void Dispose()
    {
        if (Start == 0)
            return;
        using CudaDevice.Scope scope = _device.Enter();
        Driver.Check(DriverApi.cuMemFree_v2(Start), nameof(DriverApi.cuMemFree_v2));
        Start = 0;
    }

    private void CheckRange(nint offset, nint bytes)
    {
        if (offset < 0 || bytes > Bytes - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{bytes} bytes from there on are not inside the {Bytes} that there are.");
    }
}
