using StableSpamCompose.Execution;

namespace StableSpamCompose.Cuda;

/// <summary>
/// What an optimizer keeps on a device for the groups of its parameters, whichever of its programs they are on: states, what
/// tensors contribute to the folds of a step, and what these come to.
/// </summary>
/// <remarks>The caller has entered the device.</remarks>
internal sealed class CudaGroups(CudaDevice device) : IGroupFolds, IDisposable
{
    private readonly Dictionary<GroupMemory, int> _indices = [];
    private readonly List<IDisposable> _allocations = [];
    private CudaStepEngine[] _programs = [];
    private StepParameter[] _parameters = [];
    private HostedStates? _states;
    private DeviceTable<int>? _table;
    private CudaMemory? _contributions;
    private CudaMemory? _totals;
    private int _reductions;

    /// <summary>The group of each parameter in the table, by its ordinal; -1 for none.</summary>
    private int[] _built = [];

    /// <summary>The place of each parameter among those that the step updates, by its ordinal.</summary>
    private int[] _places = [];

    /// <summary>The parameter whose tensor writes the new states of each group.</summary>
    private StepParameter?[] _leaders = [];

    /// <summary>Whether there are groups on the device.</summary>
    public bool IsPrepared => _states is not null;

    /// <summary>How many groups there are.</summary>
    public int Count => _indices.Count;

    /// <summary>How many parameters the step updates.</summary>
    public int PlaceCount { get; private set; }

    /// <summary>Where the groups of these are.</summary>
    public nint Table => _table!.Start;

    /// <summary>Where tensors contribute to folds.</summary>
    public nint Contributions => _contributions!.Start;

    /// <summary>Where folds come to.</summary>
    public nint Totals => _totals!.Start;

    /// <summary>Whether the table is for the parameters that have a gradient now.</summary>
    public bool IsCurrent
    {
        get
        {
            if (!_table!.IsBuilt)
                return false;
            foreach (StepParameter parameter in _parameters)
            {
                if (_built[parameter.Ordinal] != GroupNow(parameter))
                    return false;
            }
            return true;
        }
    }

    /// <summary>Number of a group.</summary>
    public int IndexOf(GroupMemory group) => _indices[group];

    /// <summary>Place of a parameter among those that the step updates.</summary>
    public int PlaceOf(StepParameter parameter) => _places[parameter.Ordinal];

    /// <summary>Whether the tensor of a parameter writes the new states of its group.</summary>
    public bool IsLeader(StepParameter parameter) => _leaders[IndexOf(parameter.GroupMemory)] == parameter;

    /// <summary>Where the states of a group are before the step.</summary>
    public nint OldStates(int group) => _states!.Old(group);

    /// <summary>Where those after the step go.</summary>
    public nint NewStates(int group) => _states!.New(group);

    /// <summary>Where the totals of a group are.</summary>
    public nint TotalsOf(int group) => Totals + (group * (nint)_reductions * sizeof(double));

    /// <summary>Whether a program is the one that begins the step for all.</summary>
    public bool IsFirst(CudaStepEngine program) => _programs[0] == program;

    /// <summary>Allocates what steps need.</summary>
    /// <param name="programs">The programs of the optimizer that have parameters.</param>
    /// <param name="parameters">All of these, in the order they were added.</param>
    public void Prepare(CudaStepEngine[] programs, StepParameter[] parameters)
    {
        if (_states is not null)
            Read(programs[0].Stream);
        Free();
        _programs = programs;
        _parameters = parameters;
        foreach (StepParameter parameter in parameters)
            _indices.TryAdd(parameter.GroupMemory, _indices.Count);
        int ordinals = parameters.Select(parameter => parameter.Ordinal + 1).DefaultIfEmpty(0).Max();
        _reductions = programs.Max(program => program.GroupReductions);
        _built = new int[ordinals];
        _places = new int[ordinals];
        _leaders = new StepParameter?[Count];
        _states = Keep(new HostedStates(device, Count, programs.Max(program => program.GroupStates)));
        _table = Keep(new DeviceTable<int>(device, parameters.Length));
        _contributions = Keep(new CudaMemory(device, (nint)parameters.Length * _reductions * sizeof(double)));
        _totals = Keep(new CudaMemory(device, (nint)Count * _reductions * sizeof(double)));
        Write(programs[0].Stream);
    }

    /// <summary>Begins a step: which parameters it updates, and which of them write the states of groups.</summary>
    public void Begin()
    {
        Array.Clear(_leaders);
        PlaceCount = 0;
        foreach (StepParameter parameter in _parameters)
        {
            if (!parameter.HasGradient)
                continue;
            _places[parameter.Ordinal] = PlaceCount++;
            _leaders[IndexOf(parameter.GroupMemory)] ??= parameter;
        }
    }

    /// <summary>Builds the table for the parameters that have a gradient, and copies it in the order of <paramref name="stream"/>.</summary>
    public void Build(nint stream)
    {
        Span<int> rows = _table!.Fill();
        foreach (StepParameter parameter in _parameters)
        {
            _built[parameter.Ordinal] = GroupNow(parameter);
            if (parameter.HasGradient)
                rows[_places[parameter.Ordinal]] = _built[parameter.Ordinal];
        }
        _table.Send(PlaceCount, stream);
    }

    /// <summary>Makes the states of a group after the step those before the next.</summary>
    public void Commit(int group) => _states!.Commit(group);

    /// <inheritdoc/>
    public void Fold()
    {
        if (PlaceCount > 0)
            Array.Find(_programs, program => program.IsAtBarrier)!.LaunchFold();
    }

    /// <summary>Brings the states to the host; what was added since the last step has nothing on the device yet.</summary>
    public void Read(nint stream)
    {
        if (_states is null)
            return;
        double[] values = _states.Read(stream);
        foreach ((GroupMemory memory, int index) in _indices.Where(group => group.Value < _states.Owners))
            values.AsSpan(index * _states.Places, memory.Values.Length).CopyTo(memory.Values);
    }

    /// <summary>Takes the states over from the host.</summary>
    public void Write(nint stream)
    {
        if (_states is null)
            return;
        double[] values = new double[_states.Owners * _states.Places];
        foreach ((GroupMemory memory, int index) in _indices.Where(group => group.Value < _states.Owners))
            memory.Values.CopyTo(values.AsSpan(index * _states.Places));
        _states.Write(values, stream);
    }

    /// <summary>Frees what steps needed; prepared again, it goes on with the states as the host has them.</summary>
    public void Free()
    {
        foreach (IDisposable allocation in _allocations)
            allocation.Dispose();
        _allocations.Clear();
        _states = null;
    }

    public void Dispose() => Free();

    private int GroupNow(StepParameter parameter) => parameter.HasGradient ? IndexOf(parameter.GroupMemory) : -1;

    private T Keep<T>(T allocation)
        where T : IDisposable
    {
        _allocations.Add(allocation);
        return allocation;
    }
}
