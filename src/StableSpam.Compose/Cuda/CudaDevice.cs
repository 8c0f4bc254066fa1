using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Cuda;

/// <summary>A device and its primary context, which the CUDA runtime, and so libtorch, uses too.</summary>
/// <remarks>
/// A context is current or not for each thread; what calls the driver does so between <see cref="Enter"/> and its end. The
/// finalizer of a device runs after those of the engines on it, which still need it.
/// </remarks>
public sealed unsafe class CudaDevice : CriticalFinalizerObject, IDisposable
{
    private readonly int _device;
    private readonly nint _context;
    private bool _isDisposed;

    /// <summary>Takes hold of a device.</summary>
    /// <param name="ordinal">Its number, from 0.</param>
    /// <exception cref="CudaException">There is no driver or no such device.</exception>
    public CudaDevice(int ordinal = 0)
    {
        CudaLibraries.RequireDriver();
        Driver.Check(DriverApi.cuInit(0), nameof(DriverApi.cuInit));
        Driver.Check(DriverApi.cuDeviceGetCount(out int count), nameof(DriverApi.cuDeviceGetCount));
        if (ordinal < 0 || ordinal >= count)
            throw new CudaException($"There is no CUDA device {ordinal}: this machine has {count}, counted from 0.");
        Ordinal = ordinal;
        Driver.Check(DriverApi.cuDeviceGet(out _device, ordinal), nameof(DriverApi.cuDeviceGet));
        Architecture = (10 * Attribute(DriverApi.ComputeCapabilityMajor)) + Attribute(DriverApi.ComputeCapabilityMinor);
        Multiprocessors = Attribute(DriverApi.MultiprocessorCount);
        byte* name = stackalloc byte[256];
        Driver.Check(DriverApi.cuDeviceGetName(name, 256, _device), nameof(DriverApi.cuDeviceGetName));
        Name = Marshal.PtrToStringUTF8((nint)name)!;
        Driver.Check(DriverApi.cuDevicePrimaryCtxRetain(out _context, _device), nameof(DriverApi.cuDevicePrimaryCtxRetain));
    }

    /// <summary>Lets go of a device that was never disposed.</summary>
    ~CudaDevice() => Release();

    /// <summary>Its number, from 0.</summary>
    public int Ordinal { get; }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Its compute capability, 80 for 8.0.</summary>
    public int Architecture { get; }

    /// <summary>How many multiprocessors it has.</summary>
    public int Multiprocessors { get; }

    /// <summary>Makes its context current on the calling thread, until the result is disposed: then the one before is again.</summary>
    public Scope Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Driver.Check(DriverApi.cuCtxGetCurrent(out nint before), nameof(DriverApi.cuCtxGetCurrent));
        if (before != _context)
            Driver.Check(DriverApi.cuCtxSetCurrent(_context), nameof(DriverApi.cuCtxSetCurrent));
        return new Scope(before, before != _context);
    }

    /// <summary>Waits until the work in a stream is done.</summary>
    /// <param name="stream">The stream; 0 for the default one.</param>
    public void Wait(nint stream = 0)
    {
        using Scope scope = Enter();
        Driver.Check(DriverApi.cuStreamSynchronize(stream), nameof(DriverApi.cuStreamSynchronize));
    }

    /// <summary>Lets go of the device. The context stays while others hold it.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private int Attribute(int attribute)
    {
        Driver.Check(DriverApi.cuDeviceGetAttribute(out int value, attribute, _device), nameof(DriverApi.cuDeviceGetAttribute));
        return value;
    }

    private void Release()
    {
        if (_isDisposed || _context == 0)
            return;
        _isDisposed = true;
        // Nothing can be done about a failure: the process may be ending and the driver with it.
        _ = DriverApi.cuDevicePrimaryCtxRelease_v2(_device);
    }

    /// <summary>While it lives the context is current on the thread that entered.</summary>
    public readonly ref struct Scope
    {
        private readonly nint _before;
        private readonly bool _changed;

        internal Scope(nint before, bool changed)
        {
            _before = before;
            _changed = changed;
        }

        /// <summary>Makes the context before current again.</summary>
        public void Dispose()
        {
            if (_changed)
                Driver.Check(DriverApi.cuCtxSetCurrent(_before), nameof(DriverApi.cuCtxSetCurrent));
        }
    }
}
