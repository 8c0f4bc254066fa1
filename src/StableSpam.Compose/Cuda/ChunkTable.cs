using StableSpamCompose.Execution;

namespace StableSpamCompose.Cuda;

/// <summary>Which chunk of which tensor each block takes, on the device. It changes only with the tensors that are updated.</summary>
/// <remarks>The caller has entered the device.</remarks>
internal sealed unsafe class ChunkTable : IDisposable
{
    private readonly StepParameter[] _parameters;
    private readonly CudaMemory _memory;
    private readonly PinnedMemory _staging;
    private readonly nint _copied;
    private readonly int[] _firstChunks;
    private readonly bool[] _isUpdated;
    private readonly (int First, int End)[] _ranges;
    private bool _isBuilt;

    /// <param name="device">The device.</param>
    /// <param name="parameters">All parameters, in the order they were added.</param>
    /// <param name="modules">How many modules there are; the chunks of each lie together.</param>
    public ChunkTable(CudaDevice device, StepParameter[] parameters, int modules)
    {
        _parameters = parameters;
        _firstChunks = new int[parameters.Length];
        _isUpdated = new bool[parameters.Length];
        _ranges = new (int, int)[modules];
        Capacity = checked((int)parameters.Sum(parameter => CountOf(parameter)));
        _memory = new CudaMemory(device, (nint)Capacity * sizeof(Chunk));
        _staging = new PinnedMemory(device, (nint)Capacity * sizeof(Chunk));
        Driver.Check(DriverApi.cuEventCreate(out _copied, DriverApi.DisableTiming), nameof(DriverApi.cuEventCreate));
    }

    /// <summary>The chunks of all parameters.</summary>
    public int Capacity { get; }

    /// <summary>Where it lies on the device.</summary>
    public nint Start => _memory.Start;

    /// <summary>The chunks of a module.</summary>
    public (int First, int End) RangeOf(int module) => _ranges[module];

    /// <summary>The first chunk of a parameter.</summary>
    public int FirstOf(StepParameter parameter) => _firstChunks[parameter.Place];

    /// <summary>Whether the table is for the parameters that have a gradient now.</summary>
    public bool IsCurrent()
    {
        if (!_isBuilt)
            return false;
        for (int i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].HasGradient != _isUpdated[i])
                return false;
        }
        return true;
    }

    /// <summary>Builds the table for the parameters that have a gradient, and copies it in the order of <paramref name="stream"/>.</summary>
    public void Build(nint stream)
    {
        Driver.Check(DriverApi.cuEventSynchronize(_copied), nameof(DriverApi.cuEventSynchronize));
        var chunks = new Span<Chunk>(_staging.Start, Capacity);
        int count = 0;
        for (int module = 0; module < _ranges.Length; module++)
        {
            int first = count;
            int entry = 0;
            for (int i = 0; i < _parameters.Length; i++)
            {
                StepParameter parameter = _parameters[i];
                _isUpdated[i] = parameter.HasGradient;
                if (!parameter.HasGradient)
                    continue;
                if (parameter.Kernels == module)
                {
                    _firstChunks[i] = count;
                    for (int index = 0; index < CountOf(parameter); index++)
                        chunks[count++] = new Chunk { Entry = entry, Index = index };
                }
                entry++;
            }
            _ranges[module] = (first, count);
        }
        _isBuilt = true;
        if (count == 0)
            return;
        Driver.Check(DriverApi.cuMemcpyHtoDAsync_v2(_memory.Start, _staging.Start, (nuint)count * (nuint)sizeof(Chunk), stream), nameof(DriverApi.cuMemcpyHtoDAsync_v2));
        Driver.Check(DriverApi.cuEventRecord(_copied, stream), nameof(DriverApi.cuEventRecord));
    }

    public void Dispose()
    {
        _ = DriverApi.cuEventSynchronize(_copied);
        _ = DriverApi.cuEventDestroy_v2(_copied);
        _memory.Dispose();
        _staging.Dispose();
    }

    // An empty tensor has a chunk too: its tensor states go on.
    private static nint CountOf(StepParameter parameter) => Math.Max(1, Fold.ChunkCount(parameter.Length));

    private struct Chunk
    {
        public int Entry;
        public int Index;
    }
}
