using System.Runtime.InteropServices;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>Memory of the host or of a device.</summary>
internal sealed unsafe class Memory : IDisposable
{
    private readonly CudaMemory? _device;

    private Memory(byte* start, int bytes, CudaMemory? device)
    {
        Start = start;
        Bytes = bytes;
        _device = device;
    }

    public byte* Start { get; }

    public int Bytes { get; }

    public static Memory OnHost(int bytes) => new((byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64), bytes, null);

    public static Memory OnDevice(CudaDevice device, int bytes)
    {
        var memory = new CudaMemory(device, bytes);
        return new Memory((byte*)memory.Start, bytes, memory);
    }

    public void Write(int offset, byte[] source)
    {
        if (_device is null) source.CopyTo(new Span<byte>(Start + offset, source.Length));
        else _device.CopyFrom<byte>(source, offset);
    }

    public byte[] Read(int offset, int length)
    {
        var destination = new byte[length];
        if (_device is null) new Span<byte>(Start + offset, length).CopyTo(destination);
        else _device.CopyTo<byte>(destination, offset);
        return destination;
    }

    public void Dispose()
    {
        if (_device is null) NativeMemory.AlignedFree(Start);
        else _device.Dispose();
    }
}
