using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda;

/// <summary>
/// Steps the parameters of one optimizer, or of one of its programs, on a device. The arrays of parameters, gradients and states
/// are the device's; launches are queued in <see cref="Stream"/> and nothing waits for them, unless the program skips steps.
/// </summary>
public abstract unsafe class CudaStepEngine : StepEngine, ILevelSteps
{
    // How many steps the host may be ahead of the device.
    private const int StepsAhead = 8;

    private readonly IKernelCompiler _compiler;
    private readonly PartArray[] _parts;
    private readonly Dictionary<(string, string, string), KernelModule> _modules = [];

    /// <summary>What was allocated for the parameters that there are; disposed when there are others.</summary>
    private readonly List<IDisposable> _allocations = [];

    private readonly Dictionary<CudaGrid, ChunkTable> _tables = [];
    private CudaGroups _groups;
    private KernelModule[] _kernels = [];
    private UploadRing? _ring;
    private StepUpload _upload;
    private StepArrays? _arrays;
    private HostedStates? _tensorStates;
    private PinnedMemory? _skipped;
    private LaunchArguments _arguments;

    /// <summary>Whether a step was captured with what is allocated now.</summary>
    private bool _isCaptured;

    /// <summary>The next launch of the step.</summary>
    private int _next;

    private protected CudaStepEngine(OptimizerPlan plan, CudaSource source, PartArray[] parts, int groupReductions, CudaDevice device, IKernelCompiler compiler)
        : base(plan)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (source.Refusal.Length > 0)
            throw new NotSupportedException(source.Refusal);
        Device = device;
        Source = source;
        GroupReductions = groupReductions;
        _parts = parts;
        _compiler = compiler;
        _groups = new CudaGroups(device);
    }

    /// <summary>Frees what an engine that nobody disposed of has on the device, which outlives it to the end.</summary>
    ~CudaStepEngine()
    {
        // A constructor that threw left nothing.
        if (Device is null)
            return;
        try
        {
            Dispose();
        }
        catch (Exception exception) when (exception is CudaException or ObjectDisposedException)
        {
            // The device went first, and the memory with it.
        }
    }

    /// <summary>The device.</summary>
    public CudaDevice Device { get; }

    /// <summary>The text of the kernels.</summary>
    public CudaSource Source { get; }

    /// <summary>
    /// The stream that steps are queued in; 0, the default stream, is the one that libtorch uses unless told otherwise. Work in
    /// other streams that a step needs must be done before, as by an event.
    /// </summary>
    public nint Stream { get; set; }

    /// <summary>How often a text was compiled rather than found in the cache.</summary>
    public int Compilations => _compiler.Compilations;

    /// <summary>How many totals a group has.</summary>
    internal int GroupReductions { get; }

    /// <summary>How many states a group has.</summary>
    internal int GroupStates => Layout.Groups.Length;

    /// <inheritdoc cref="ILevelSteps.IsAtBarrier"/>
    internal bool IsAtBarrier { get; private set; }

    /// <summary>The program's way through a step; null while it has no parameter.</summary>
    internal override ILevelSteps? Levels => Parameters.Count == 0 ? null : this;

    bool ILevelSteps.IsAtBarrier => IsAtBarrier;

    int? ILevelSteps.NextRound
    {
        get
        {
            for (int launch = _next; launch < Source.Launches.Count; launch++)
            {
                if (Source.Launches[launch].Round >= 0)
                    return Source.Launches[launch].Round;
            }
            return null;
        }
    }

    /// <summary>Bytes of step values.</summary>
    private protected abstract int StepSize { get; }

    /// <summary>Bytes of tensor values.</summary>
    private protected abstract int TensorSize { get; }

    /// <summary>The storages that parameters have, by the number of their kernels.</summary>
    private protected abstract IReadOnlyList<(string Parameter, string Gradient, string State)> Storages { get; }

    /// <summary>How many step values were resolved.</summary>
    private protected abstract nint ResolvedSteps { get; }

    private bool Skips => Source.Launches.Any(launch => launch.DecidesSkip);

    /// <summary>Compiles and loads the kernels for the parameters that there are, as the next step would.</summary>
    /// <exception cref="CudaException">There is no compiler, or compiler or device refuse the kernels.</exception>
    public void LoadKernels()
    {
        foreach ((string, string, string) storages in Storages)
            ModuleOf(storages);
    }

    /// <summary>
    /// Readies the next replay of a graph that a step was captured in: its step values, such as the learning rate and the
    /// clocks, are those of the next step. Call it before each replay, and launch the graph afterwards; gradients stay where
    /// they were captured. Only the step that was captured last can be replayed.
    /// </summary>
    public void PrepareReplay()
    {
        if (_ring is null || !_isCaptured)
            throw new InvalidOperationException("No step was captured yet: capture Step() in a graph first.");
        using CudaDevice.Scope scope = Device.Enter();
        _ring.WaitForReplay();
        _groups.Begin();
        WriteStep(_ring.Captured, StepCount + 1);
        Commit();
        StepCount++;
    }

    /// <summary>Brings the states of tensors and groups to where <see cref="StepParameter.HostState"/> reads them.</summary>
    public override void ReadStates()
    {
        if (_tensorStates is null)
            return;
        // What was added since the last step has nothing on the device yet.
        double[] tensors = _tensorStates.Read(Stream);
        for (int i = 0; i < _tensorStates.Owners; i++)
            tensors.AsSpan(i * Layout.Tensors.Length, Layout.Tensors.Length).CopyTo(new Span<double>(Parameters[i].TensorStates, Layout.Tensors.Length));
        _groups.Read(Stream);
    }

    /// <summary>Takes over what was written through <see cref="StepParameter.HostState"/>.</summary>
    public override void WriteStates()
    {
        // Before the first step, and after parameters were added, the next step takes them over.
        if (_tensorStates is null || _tensorStates.Owners < Parameters.Count)
            return;
        double[] tensors = new double[Parameters.Count * Layout.Tensors.Length];
        for (int i = 0; i < Parameters.Count; i++)
            new Span<double>(Parameters[i].TensorStates, Layout.Tensors.Length).CopyTo(tensors.AsSpan(i * Layout.Tensors.Length));
        _tensorStates.Write(tensors, Stream);
        _groups.Write(Stream);
    }

    /// <inheritdoc/>
    public override void ReadElementState(StepParameter parameter, int state, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        void* start = StateWithSize(parameter, state, destination.Length);
        if (destination.IsEmpty)
            return;
        using CudaDevice.Scope scope = Device.Enter();
        fixed (byte* to = destination)
            Driver.Check(DriverApi.cuMemcpyDtoHAsync_v2(to, (nint)start, (nuint)destination.Length, Stream), nameof(DriverApi.cuMemcpyDtoHAsync_v2));
        Driver.Check(DriverApi.cuStreamSynchronize(Stream), nameof(DriverApi.cuStreamSynchronize));
    }

    /// <inheritdoc/>
    public override void WriteElementState(StepParameter parameter, int state, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        void* start = StateWithSize(parameter, state, source.Length);
        if (source.IsEmpty)
            return;
        using CudaDevice.Scope scope = Device.Enter();
        fixed (byte* from = source)
            Driver.Check(DriverApi.cuMemcpyHtoDAsync_v2((nint)start, from, (nuint)source.Length, Stream), nameof(DriverApi.cuMemcpyHtoDAsync_v2));
        Driver.Check(DriverApi.cuStreamSynchronize(Stream), nameof(DriverApi.cuStreamSynchronize));
    }

    /// <summary>Folds what the tensors of all programs have contributed, at the barrier that this one is at.</summary>
    internal void LaunchFold()
    {
        using CudaDevice.Scope scope = Device.Enter();
        Launch(_next);
    }

    void ILevelSteps.GoToBarrier()
    {
        using CudaDevice.Scope scope = Device.Enter();
        LaunchWhile(launch => launch.Round < 0);
        IsAtBarrier = true;
    }

    bool ILevelSteps.Leave()
    {
        using CudaDevice.Scope scope = Device.Enter();
        if (IsAtBarrier)
            _next++;
        IsAtBarrier = false;
        if (_next >= Source.Launches.Count || !Source.Launches[_next].DecidesSkip)
            return true;
        if (_arguments.EntryCount == 0)
        {
            _next++;
            return true;
        }
        Launch(_next++);
        return !IsSkipped();
    }

    void ILevelSteps.Finish()
    {
        using CudaDevice.Scope scope = Device.Enter();
        LaunchWhile(_ => true);
    }

    internal override IGroupFolds CreateFolds(StepEngine[] programs, StepParameter[] parameters)
    {
        CudaStepEngine[] engines = [.. programs.Cast<CudaStepEngine>()];
        // What was there before a program got its first parameter goes on.
        CudaGroups groups = engines.Select(engine => engine._groups).FirstOrDefault(own => own.IsPrepared) ?? _groups;
        using CudaDevice.Scope scope = Device.Enter();
        foreach (CudaStepEngine engine in engines)
        {
            if (engine.Device != Device || engine.Stream != Stream)
                throw new InvalidOperationException("The programs of an optimizer step on one device, in one stream.");
            engine._groups = groups;
        }
        groups.Prepare(engines, parameters);
        return groups;
    }

    internal override void Begin(double stepClock)
    {
        if (Parameters.Count == 0)
            return;
        using CudaDevice.Scope scope = Device.Enter();
        if (_groups.IsFirst(this))
            _groups.Begin();
        bool isCaptured = IsCapturing();
        if (isCaptured)
            CheckCapture();
        else
            BuildTables();
        byte* slot = isCaptured ? _ring!.Captured : _ring!.Fill();
        WriteStep(slot, stepClock);
        _next = 0;
        IsAtBarrier = false;
        if (_arguments.EntryCount == 0)
            return;
        _isCaptured |= isCaptured;
        if (isCaptured)
            _ring.Capture(_upload.Capacity, Stream);
        else
            _ring.Send(_upload.StepsOffset + (ResolvedSteps * StepSize), Stream);
    }

    /// <summary>Nothing: a program with parameters goes from barrier to barrier, even where it has none.</summary>
    internal override void StepTensors()
    {
    }

    internal override void Commit()
    {
        foreach (StepParameter parameter in Parameters)
        {
            if (!parameter.HasGradient)
                continue;
            CommitSteps(parameter);
            _tensorStates!.Commit(parameter.Place);
            if (_groups.IsLeader(parameter))
                _groups.Commit(_groups.IndexOf(parameter.GroupMemory));
        }
    }

    private protected GroupMemory GroupMemoryOf(StepGroup group)
    {
        if (!Groups.TryGetValue(group, out GroupMemory? memory))
            Groups.Add(group, memory = new GroupMemory(Layout, GroupReductions));
        return memory;
    }

    private protected abstract void ReserveSteps(int parameters);

    /// <summary>Computes the step values of all parameters that have a gradient, and writes them one after the other.</summary>
    private protected abstract void ResolveSteps(double stepClock, byte* values);

    private protected abstract void CommitSteps(StepParameter parameter);

    private protected override void Prepare()
    {
        if (Parameters.Count == 0)
            return;
        using CudaDevice.Scope scope = Device.Enter();
        // States of parameters that were stepped before others were added.
        ReadStates();
        FreeAllocations();
        StepParameter[] parameters = [.. Parameters];
        LoadModules();
        if (!IsOneOfSeveral)
            _groups.Prepare([this], parameters);
        _arrays = Keep(new StepArrays(Device, Source, Plan.ScratchArrays, _parts, parameters));
        _upload = new StepUpload(Layout, Plan.ScratchArrays, _parts, _arrays.HasColumnPartials, parameters.Length, StepSize);
        _ring = Keep(new UploadRing(Device, _upload.Capacity, StepsAhead));
        // Partials lie where the chunks of tensors do.
        foreach (CudaGrid grid in Source.Launches.Where(launch => launch.IsPass).Select(launch => launch.Grid).Append(CudaGrid.Chunks).Distinct())
            _tables[grid] = Keep(new ChunkTable(Device, grid, parameters));
        _tensorStates = Keep(new HostedStates(Device, parameters.Length, Layout.Tensors.Length));
        _skipped = Keep(new PinnedMemory(Device, sizeof(uint)));
        ReserveSteps(parameters.Length);
        WriteStates();
        _arguments = new LaunchArguments
        {
            Entries = _ring.Target,
            Steps = _ring.Target + _upload.StepsOffset,
            Values = Allocate((nint)parameters.Length * TensorSize),
            Partials = Allocate((nint)_tables[CudaGrid.Chunks].Capacity * Source.PartialRows * sizeof(float)),
            Skipped = Allocate(sizeof(uint)),
            ChunkCount = _tables[CudaGrid.Chunks].Capacity,
        };
    }

    private protected override bool StepParameters(double stepClock)
    {
        using CudaDevice.Scope scope = Device.Enter();
        Begin(stepClock);
        for (; _next < Source.Launches.Count && _arguments.EntryCount > 0; _next++)
        {
            Launch(_next);
            if (Source.Launches[_next].DecidesSkip && IsSkipped())
                return false;
        }
        Commit();
        return true;
    }

    private protected override void Release()
    {
        using CudaDevice.Scope scope = Device.Enter();
        FreeAllocations();
        _groups.Dispose();
        foreach (KernelModule module in _modules.Values)
            module.Dispose();
        _modules.Clear();
    }

    private void BuildTables()
    {
        LoadModules();
        foreach (ChunkTable table in _tables.Values)
        {
            if (!table.IsCurrent())
                table.Build(_kernels.Length, Stream);
        }
        if (_groups.IsFirst(this) && !_groups.IsCurrent)
            _groups.Build(Stream);
    }

    private void WriteStep(byte* slot, double stepClock)
    {
        ResolveSteps(stepClock, slot + _upload.StepsOffset);
        int count = 0;
        foreach (StepParameter parameter in Parameters)
        {
            if (!parameter.HasGradient)
                continue;
            int group = _groups.IndexOf(parameter.GroupMemory);
            var places = new EntryPlaces
            {
                OldStates = _tensorStates!.Old(parameter.Place),
                NewStates = _tensorStates.New(parameter.Place),
                OldGroupStates = _groups.OldStates(group),
                NewGroupStates = _groups.IsLeader(parameter) ? _groups.NewStates(group) : 0,
                GroupTotals = _groups.TotalsOf(group),
                Group = group,
                FirstChunk = _tables[CudaGrid.Chunks].FirstOf(parameter),
                Place = _groups.PlaceOf(parameter),
            };
            _upload.WriteEntry(slot, count++, parameter, _arrays!, in places);
        }
        _arguments.EntryCount = count;
        _arguments.PlaceCount = _groups.PlaceCount;
        _arguments.GroupCount = _groups.Count;
        _arguments.Groups = _groups.Table;
        _arguments.Contributions = _groups.Contributions;
        _arguments.GroupTotals = _groups.Totals;
    }

    private void LaunchWhile(Func<CudaLaunch, bool> goesOn)
    {
        for (; _next < Source.Launches.Count && goesOn(Source.Launches[_next]); _next++)
        {
            if (_arguments.EntryCount > 0)
                Launch(_next);
        }
    }

    private void Launch(int launch)
    {
        CudaLaunch planned = Source.Launches[launch];
        if (!planned.IsPass)
        {
            int pieces = planned.Grid == CudaGrid.Single ? 1 : _arguments.EntryCount;
            _kernels[0].Launch(launch, planned.Kernel, pieces, in _arguments, Stream);
            return;
        }
        ChunkTable table = _tables[planned.Grid];
        _arguments.Chunks = table.Start;
        for (int module = 0; module < _kernels.Length; module++)
        {
            (_arguments.FirstChunk, _arguments.EndChunk) = table.RangeOf(module);
            int pieces = _arguments.EndChunk - _arguments.FirstChunk;
            if (pieces > 0)
                _kernels[module].Launch(launch, planned.Kernel, pieces, in _arguments, Stream);
        }
    }

    private bool IsSkipped()
    {
        Driver.Check(
            DriverApi.cuMemcpyDtoHAsync_v2(_skipped!.Start, _arguments.Skipped, sizeof(uint), Stream), nameof(DriverApi.cuMemcpyDtoHAsync_v2));
        Driver.Check(DriverApi.cuStreamSynchronize(Stream), nameof(DriverApi.cuStreamSynchronize));
        return *(uint*)_skipped.Start != 0;
    }

    private bool IsCapturing()
    {
        Driver.Check(DriverApi.cuStreamIsCapturing(Stream, out int status), nameof(DriverApi.cuStreamIsCapturing));
        return status != 0;
    }

    private void CheckCapture()
    {
        if (Skips)
            throw new InvalidOperationException("An optimizer that skips steps asks the device in each one, so that its steps cannot be captured in a graph.");
        if (IsOneOfSeveral)
            throw new InvalidOperationException("The steps of an optimizer with several programs, as for matrices and vectors, cannot be captured in a graph.");
        if (_kernels.Length < Storages.Count || !_groups.IsCurrent || !_tables.Values.All(table => table.IsCurrent()))
            throw new InvalidOperationException("Take a step with the same gradients outside of the capture first: it copies tables to the device.");
    }

    private void LoadModules()
    {
        if (_kernels.Length < Storages.Count)
            _kernels = [.. Storages.Select(ModuleOf)];
    }

    private KernelModule ModuleOf((string Parameter, string Gradient, string State) storages)
    {
        if (_modules.TryGetValue(storages, out KernelModule? module))
            return module;
        module = new KernelModule(Device, _compiler.Compile(Source, Device.Architecture, storages), Source.Launches);
        _modules.Add(storages, module);
        return module;
    }

    private nint Allocate(nint bytes) => Keep(new CudaMemory(Device, bytes)).Start;

    private T Keep<T>(T allocation)
        where T : IDisposable
    {
        _allocations.Add(allocation);
        return allocation;
    }

    private void FreeAllocations()
    {
        foreach (IDisposable allocation in _allocations)
            allocation.Dispose();
        _allocations.Clear();
        _tables.Clear();
        _isCaptured = false;
    }
}
