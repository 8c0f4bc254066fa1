using StableSpamCompose.Execution;

namespace StableSpamCompose.Cuda;

/// <summary>Which piece of which tensor each block takes, on the device. It changes only with the tensors that are updated.</summary>
/// <remarks>The caller has entered the device.</remarks>
internal sealed unsafe class ChunkTable : IDisposable
{
    private readonly CudaGrid _grid;
    private readonly StepParameter[] _parameters;
    private readonly DeviceTable<Chunk> _table;
    private readonly int[] _firstChunks;
    private readonly int[] _modules;
    private (int First, int End)[] _ranges = [];

    /// <param name="device">The device.</param>
    /// <param name="grid">What the pieces are.</param>
    /// <param name="parameters">All parameters, in the order they were added.</param>
    public ChunkTable(CudaDevice device, CudaGrid grid, StepParameter[] parameters)
    {
        _grid = grid;
        _parameters = parameters;
        _firstChunks = new int[parameters.Length];
        _modules = new int[parameters.Length];
        Capacity = checked((int)parameters.Sum(parameter => CountOf(grid, parameter.Shape)));
        _table = new DeviceTable<Chunk>(device, Capacity);
    }

    /// <summary>The pieces of all parameters.</summary>
    public int Capacity { get; }

    /// <summary>Where it lies on the device.</summary>
    public nint Start => _table.Start;

    /// <summary>How many pieces a tensor has. An empty one has a piece too: its tensor states go on.</summary>
    public static nint CountOf(CudaGrid grid, in TensorShape shape) => Math.Max(1, grid switch
    {
        CudaGrid.Rows => InChunks(shape.AllRows, shape.Columns),
        CudaGrid.RowSlabs => shape.Matrices * Fold.SlabCount(shape.Rows),
        CudaGrid.FlatRows => InChunks(shape.FlatRows, shape.FlatColumns),
        CudaGrid.FlatRowSlabs => Fold.SlabCount(shape.FlatRows),
        CudaGrid.Blocks => InChunks(shape.Blocks, shape.BlockLength),
        _ => Fold.ChunkCount(shape.Length),
    });

    /// <summary>The pieces of a module, which lie together.</summary>
    public (int First, int End) RangeOf(int module) => module < _ranges.Length ? _ranges[module] : default;

    /// <summary>The first piece of a parameter.</summary>
    public int FirstOf(StepParameter parameter) => _firstChunks[parameter.Place];

    /// <summary>Whether the table is for the parameters that have a gradient now, and for how they lie in memory.</summary>
    public bool IsCurrent()
    {
        if (!_table.IsBuilt)
            return false;
        for (int i = 0; i < _parameters.Length; i++)
        {
            if (ModuleOf(_parameters[i]) != _modules[i])
                return false;
        }
        return true;
    }

    /// <summary>Builds the table for the parameters that have a gradient, and copies it in the order of <paramref name="stream"/>.</summary>
    /// <param name="modules">How many modules there are.</param>
    /// <param name="stream">The stream.</param>
    public void Build(int modules, nint stream)
    {
        Span<Chunk> chunks = _table.Fill();
        _ranges = new (int, int)[modules];
        int count = 0;
        for (int module = 0; module < modules; module++)
        {
            int first = count;
            int entry = 0;
            for (int i = 0; i < _parameters.Length; i++)
            {
                _modules[i] = ModuleOf(_parameters[i]);
                if (_modules[i] == module)
                {
                    _firstChunks[i] = count;
                    nint own = CountOf(_grid, _parameters[i].Shape);
                    for (int index = 0; index < own; index++)
                        chunks[count++] = new Chunk { Entry = entry, Index = index };
                }
                if (_parameters[i].HasGradient)
                    entry++;
            }
            _ranges[module] = (first, count);
        }
        _table.Send(count, stream);
    }

    public void Dispose() => _table.Dispose();

    private static int ModuleOf(StepParameter parameter) => parameter.HasGradient ? parameter.Kernels : -1;

    private static nint InChunks(nint runs, nint length)
    {
        nint atOnce = Math.Max(1, Fold.ChunkLength / Math.Max(1, length));
        return (runs + (atOnce - 1)) / atOnce;
    }

    private struct Chunk
    {
        public int Entry;
        public int Index;
    }
}
