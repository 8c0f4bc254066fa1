using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda;

/// <summary>
/// Steps the parameters of one optimizer on a device. The arrays of parameters, gradients and element states are the
/// device's; launches are queued in <see cref="Stream"/> and nothing waits for them, unless the program skips steps.
/// </summary>
public abstract unsafe class CudaStepEngine : StepEngine
{
    // How many steps the host may be ahead of the device.
    private const int StepsAhead = 8;

    private readonly IKernelCompiler _compiler;
    private readonly int _groupReductions;
    private readonly Dictionary<StepGroup, (int Index, GroupMemory Memory)> _groups = [];
    private readonly Dictionary<(string, string, string), KernelModule> _modules = [];

    /// <summary>What was allocated for the parameters that there are; disposed when there are others.</summary>
    private readonly List<IDisposable> _allocations = [];

    private KernelModule[] _kernels = [];
    private ChunkTable? _chunks;
    private UploadRing? _ring;
    private StepUpload _upload;
    private HostedStates? _tensorStates;
    private HostedStates? _groupStates;
    private PinnedMemory? _skipped;
    private nint[] _scratch = [];
    private nint _scratchStride;
    private StepParameter?[] _leaders = [];
    private LaunchArguments _arguments;

    private protected CudaStepEngine(OptimizerPlan plan, CudaSource source, int groupReductions, CudaDevice device, IKernelCompiler compiler)
        : base(plan)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (source.Refusal.Length > 0)
            throw new NotSupportedException(source.Refusal);
        Device = device;
        Source = source;
        _groupReductions = groupReductions;
        _compiler = compiler;
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
        if (_ring is null)
            throw new InvalidOperationException("No step was captured yet: capture Step() in a graph first.");
        using CudaDevice.Scope scope = Device.Enter();
        _ring.WaitForReplay();
        WriteStep(_ring.Captured, StepCount + 1);
        CommitParameters();
        StepCount++;
    }

    /// <summary>Brings the states of tensors and groups to where <see cref="StepParameter.HostState"/> reads them.</summary>
    public override void ReadStates()
    {
        if (_tensorStates is null || _groupStates is null)
            return;
        // What was added since the last step has nothing on the device yet.
        double[] tensors = _tensorStates.Read(Stream);
        for (int i = 0; i < _tensorStates.Owners; i++)
            tensors.AsSpan(i * Layout.Tensors.Length, Layout.Tensors.Length).CopyTo(new Span<double>(Parameters[i].TensorStates, Layout.Tensors.Length));
        double[] groups = _groupStates.Read(Stream);
        foreach ((int index, GroupMemory memory) in _groups.Values.Where(group => group.Index < _groupStates.Owners))
            groups.AsSpan(index * Layout.Groups.Length, Layout.Groups.Length).CopyTo(new Span<double>(memory.States, Layout.Groups.Length));
    }

    /// <summary>Takes over what was written through <see cref="StepParameter.HostState"/>.</summary>
    public override void WriteStates()
    {
        // Before the first step, and after parameters were added, the next step takes them over.
        if (_tensorStates is null || _groupStates is null || _tensorStates.Owners < Parameters.Count)
            return;
        double[] tensors = new double[Parameters.Count * Layout.Tensors.Length];
        for (int i = 0; i < Parameters.Count; i++)
            new Span<double>(Parameters[i].TensorStates, Layout.Tensors.Length).CopyTo(tensors.AsSpan(i * Layout.Tensors.Length));
        _tensorStates.Write(tensors, Stream);
        double[] groups = new double[_groups.Count * Layout.Groups.Length];
        foreach ((int index, GroupMemory memory) in _groups.Values)
            new Span<double>(memory.States, Layout.Groups.Length).CopyTo(groups.AsSpan(index * Layout.Groups.Length));
        _groupStates.Write(groups, Stream);
    }

    /// <inheritdoc/>
    public override void ReadElementState(StepParameter parameter, int state, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        CheckSize(parameter, state, destination.Length);
        if (destination.IsEmpty)
            return;
        using CudaDevice.Scope scope = Device.Enter();
        fixed (byte* to = destination)
            Driver.Check(DriverApi.cuMemcpyDtoHAsync_v2(to, (nint)parameter.ElementState(state), (nuint)destination.Length, Stream), nameof(DriverApi.cuMemcpyDtoHAsync_v2));
        Driver.Check(DriverApi.cuStreamSynchronize(Stream), nameof(DriverApi.cuStreamSynchronize));
    }

    /// <inheritdoc/>
    public override void WriteElementState(StepParameter parameter, int state, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        CheckSize(parameter, state, source.Length);
        if (source.IsEmpty)
            return;
        using CudaDevice.Scope scope = Device.Enter();
        fixed (byte* from = source)
            Driver.Check(DriverApi.cuMemcpyHtoDAsync_v2((nint)parameter.ElementState(state), from, (nuint)source.Length, Stream), nameof(DriverApi.cuMemcpyHtoDAsync_v2));
        Driver.Check(DriverApi.cuStreamSynchronize(Stream), nameof(DriverApi.cuStreamSynchronize));
    }

    private protected GroupMemory GroupMemoryOf(StepGroup group)
    {
        if (!_groups.TryGetValue(group, out (int Index, GroupMemory Memory) known))
            _groups.Add(group, known = (_groups.Count, new GroupMemory(Layout, _groupReductions)));
        return known.Memory;
    }

    internal override void Begin(double stepClock) => throw NotAlone();

    internal override void StepTensors() => throw NotAlone();

    internal override void Commit() => throw NotAlone();

    private protected abstract void ReserveSteps(int parameters);

    /// <summary>Computes the step values of all parameters that have a gradient, and writes them one after the other.</summary>
    private protected abstract void ResolveSteps(double stepClock, byte* values);

    private protected abstract void CommitSteps(StepParameter parameter);

    private protected override void Prepare()
    {
        using CudaDevice.Scope scope = Device.Enter();
        // States of parameters that were stepped before others were added.
        ReadStates();
        FreeAllocations();
        StepParameter[] parameters = [.. Parameters];
        _kernels = [.. Storages.Select(ModuleOf)];
        _upload = new StepUpload(Layout, Plan.ScratchArrays, parameters.Length, StepSize);
        _ring = Keep(new UploadRing(Device, _upload.Capacity, StepsAhead));
        _chunks = Keep(new ChunkTable(Device, parameters, _kernels.Length));
        _tensorStates = Keep(new HostedStates(Device, parameters.Length, Layout.Tensors.Length));
        _groupStates = Keep(new HostedStates(Device, _groups.Count, Layout.Groups.Length));
        _skipped = Keep(new PinnedMemory(Device, sizeof(uint)));
        _leaders = new StepParameter?[_groups.Count];
        AllocateScratch(parameters);
        ReserveSteps(parameters.Length);
        WriteStates();
        _arguments = new LaunchArguments
        {
            Chunks = _chunks.Start,
            Entries = _ring.Target,
            Steps = _ring.Target + _upload.StepsOffset,
            Values = Allocate((nint)parameters.Length * TensorSize),
            Partials = Allocate((nint)_chunks.Capacity * Plan.Passes.Sum(pass => pass.Reductions.Count) * sizeof(float)),
            Contributions = Allocate((nint)parameters.Length * _groupReductions * sizeof(double)),
            GroupTotals = Allocate((nint)_groups.Count * _groupReductions * sizeof(double)),
            Skipped = Allocate(sizeof(uint)),
            ChunkCount = _chunks.Capacity,
            GroupCount = _groups.Count,
        };
    }

    private protected override bool StepParameters(double stepClock)
    {
        using CudaDevice.Scope scope = Device.Enter();
        bool isCaptured = IsCapturing();
        if (isCaptured)
            CheckCapture();
        else if (!_chunks!.IsCurrent())
            _chunks.Build(Stream);
        byte* slot = isCaptured ? _ring!.Captured : _ring!.Fill();
        WriteStep(slot, stepClock);
        if (_arguments.EntryCount > 0)
        {
            if (isCaptured)
                _ring.Capture(_upload.Capacity, Stream);
            else
                _ring.Send(_upload.StepsOffset + (ResolvedSteps * StepSize), Stream);
            if (!Launch())
                return false;
        }
        CommitParameters();
        return true;
    }

    private protected override void Release()
    {
        using CudaDevice.Scope scope = Device.Enter();
        FreeAllocations();
        foreach (KernelModule module in _modules.Values)
            module.Dispose();
        _modules.Clear();
    }

    private void WriteStep(byte* slot, double stepClock)
    {
        ResolveSteps(stepClock, slot + _upload.StepsOffset);
        _leaders.AsSpan().Clear();
        int count = 0;
        foreach (StepParameter parameter in Parameters)
        {
            if (!parameter.HasGradient)
                continue;
            int group = _groups[parameter.Group].Index;
            bool isLeader = _leaders[group] is null;
            _leaders[group] ??= parameter;
            var places = new EntryPlaces
            {
                Scratch = _scratch[parameter.Place],
                ScratchStride = _scratchStride,
                OldStates = _tensorStates!.Old(parameter.Place),
                NewStates = _tensorStates.New(parameter.Place),
                OldGroupStates = _groupStates!.Old(group),
                NewGroupStates = isLeader ? _groupStates.New(group) : 0,
                GroupTotals = _arguments.GroupTotals + (group * (nint)_groupReductions * sizeof(double)),
                Group = group,
                FirstChunk = _chunks!.FirstOf(parameter),
            };
            _upload.WriteEntry(slot, count++, parameter, in places);
        }
        _arguments.EntryCount = count;
    }

    private bool Launch()
    {
        for (int launch = 0; launch < Source.Launches.Count; launch++)
        {
            CudaLaunch planned = Source.Launches[launch];
            if (planned.IsPass)
                LaunchPass(launch, planned.Kernel);
            else
                _kernels[0].Launch(launch, planned.Kernel, in _arguments, Stream);
            if (planned.DecidesSkip && IsSkipped())
                return false;
        }
        return true;
    }

    private void LaunchPass(int launch, string kernel)
    {
        for (int module = 0; module < _kernels.Length; module++)
        {
            (int first, int end) = _chunks!.RangeOf(module);
            if (first == end)
                continue;
            _arguments.FirstChunk = first;
            _arguments.EndChunk = end;
            _kernels[module].Launch(launch, kernel, in _arguments, Stream);
        }
    }

    private bool IsSkipped()
    {
        Driver.Check(
            DriverApi.cuMemcpyDtoHAsync_v2(_skipped!.Start, _arguments.Skipped, sizeof(uint), Stream), nameof(DriverApi.cuMemcpyDtoHAsync_v2));
        Driver.Check(DriverApi.cuStreamSynchronize(Stream), nameof(DriverApi.cuStreamSynchronize));
        return *(uint*)_skipped.Start != 0;
    }

    private void CommitParameters()
    {
        foreach (StepParameter parameter in Parameters)
        {
            if (!parameter.HasGradient)
                continue;
            CommitSteps(parameter);
            _tensorStates!.Commit(parameter.Place);
        }
        for (int group = 0; group < _leaders.Length; group++)
        {
            if (_leaders[group] is not null)
                _groupStates!.Commit(group);
        }
    }

    private static NotSupportedException NotAlone() =>
        new("An optimizer with several programs, as for parameters of different shapes or names, steps on the CPU.");

    private bool IsCapturing()
    {
        Driver.Check(DriverApi.cuStreamIsCapturing(Stream, out int status), nameof(DriverApi.cuStreamIsCapturing));
        return status != 0;
    }

    private void CheckCapture()
    {
        if (Skips)
            throw new InvalidOperationException("An optimizer that skips steps asks the device in each one, so that its steps cannot be captured in a graph.");
        if (!_chunks!.IsCurrent())
            throw new InvalidOperationException("Take a step with the same gradients outside of the capture first: it copies tables to the device.");
    }

    private KernelModule ModuleOf((string Parameter, string Gradient, string State) storages)
    {
        if (_modules.TryGetValue(storages, out KernelModule? module))
            return module;
        module = new KernelModule(Device, _compiler.Compile(Source, Device.Architecture, storages), Source.Launches);
        _modules.Add(storages, module);
        return module;
    }

    // Every tensor has scratch arrays of its own: a pass goes over all of them before the next.
    private void AllocateScratch(StepParameter[] parameters)
    {
        const nint Alignment = 256;
        nint[] sizes = [.. parameters.Select(parameter => checked((parameter.Length * sizeof(float)) + (Alignment - 1)) & -Alignment)];
        _scratchStride = sizes.Aggregate((nint)0, (sum, size) => checked(sum + size));
        nint next = Plan.ScratchArrays == 0 ? 0 : Allocate(checked(_scratchStride * Plan.ScratchArrays));
        _scratch = new nint[parameters.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            _scratch[i] = next;
            next += sizes[i];
        }
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
    }
}
