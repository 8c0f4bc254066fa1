namespace StableSpamCompose.Cuda;

/// <summary>The kernels of a step, loaded on a device, for one pair of storages of parameters and gradients.</summary>
internal sealed class KernelModule : IDisposable
{
    /// <summary>Threads of a block, as the text has it.</summary>
    public const int Threads = 256;

    private readonly CudaDevice _device;
    private readonly nint[] _functions;
    private readonly uint[] _blocks;
    private nint _module;

    /// <param name="device">Where it is loaded.</param>
    /// <param name="image">What the compiler made.</param>
    /// <param name="launches">Its kernels.</param>
    public unsafe KernelModule(CudaDevice device, byte[] image, IReadOnlyList<CudaLaunch> launches)
    {
        _device = device;
        _functions = new nint[launches.Count];
        _blocks = new uint[launches.Count];
        // What changes nothing launches nothing.
        if (launches.Count == 0)
            return;
        using CudaDevice.Scope scope = device.Enter();
        fixed (byte* first = image)
            Driver.Check(DriverApi.cuModuleLoadData(out _module, first), nameof(DriverApi.cuModuleLoadData));
        for (int i = 0; i < _functions.Length; i++)
        {
            Driver.Check(DriverApi.cuModuleGetFunction(out _functions[i], _module, launches[i].Kernel), $"{nameof(DriverApi.cuModuleGetFunction)} of {launches[i].Kernel}");
            int resident = 1;
            if (launches[i].Grid != CudaGrid.Single)
            {
                Driver.Check(
                    DriverApi.cuOccupancyMaxActiveBlocksPerMultiprocessor(out resident, _functions[i], Threads, 0),
                    nameof(DriverApi.cuOccupancyMaxActiveBlocksPerMultiprocessor));
            }
            _blocks[i] = launches[i].Grid == CudaGrid.Single ? 1 : (uint)Math.Max(1, resident * device.Multiprocessors);
        }
    }

    /// <summary>Launches a kernel: no more blocks than the device runs at once, and none that would have nothing to do.</summary>
    /// <param name="launch">Number of the launch.</param>
    /// <param name="kernel">Its name.</param>
    /// <param name="pieces">What blocks share out.</param>
    /// <param name="arguments">What the kernel is given.</param>
    /// <param name="stream">The stream.</param>
    public unsafe void Launch(int launch, string kernel, int pieces, in LaunchArguments arguments, nint stream)
    {
        uint blocks = Math.Min(_blocks[launch], (uint)pieces);
        fixed (LaunchArguments* first = &arguments)
        {
            void* argument = first;
            Driver.Check(
                DriverApi.cuLaunchKernel(_functions[launch], Math.Max(1, blocks), 1, 1, Threads, 1, 1, 0, stream, &argument, null),
                $"{nameof(DriverApi.cuLaunchKernel)} of {kernel}");
        }
    }

    public void Dispose()
    {
        if (_module == 0)
            return;
        using CudaDevice.Scope scope = _device.Enter();
        Driver.Check(DriverApi.cuModuleUnload(_module), nameof(DriverApi.cuModuleUnload));
        _module = 0;
    }
}

/// <summary>What every kernel is given: <c>Launch</c> of the emitted text.</summary>
internal struct LaunchArguments
{
    public nint Chunks;
    public nint Entries;
    public nint Groups;
    public nint Steps;
    public nint Values;
    public nint Partials;
    public nint Contributions;
    public nint GroupTotals;
    public nint Skipped;
    public int FirstChunk;
    public int EndChunk;
    public int ChunkCount;
    public int EntryCount;
    public int PlaceCount;
    public int GroupCount;
}
