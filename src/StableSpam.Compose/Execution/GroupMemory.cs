namespace StableSpamCompose.Execution;

/// <summary>What an engine keeps for the parameters of a group together: its states, and the totals of the step that runs.</summary>
internal sealed unsafe class GroupMemory
{
    private readonly double[] _states;
    private readonly double[] _newStates;
    private readonly double[] _totals;

    public GroupMemory(StateLayout layout, int totals)
    {
        _states = Pinned.InitialValues(layout.Groups);
        _newStates = Pinned.Doubles(_states.Length);
        _totals = Pinned.Doubles(totals);
    }

    /// <summary>The totals, in the order of the program's reductions.</summary>
    public double* Totals => Pinned.Pointer(_totals);

    /// <summary>The states before the step, in the order of the program.</summary>
    public double* States => Pinned.Pointer(_states);

    /// <summary>Room for the states after the step.</summary>
    public double* NewStates => Pinned.Pointer(_newStates);

    /// <summary>All states before the step.</summary>
    public Span<double> Values => _states;

    /// <summary>A state by its place among those of groups.</summary>
    public ref double State(int place) => ref _states[place];

    /// <summary>Begins a step: a state that the program leaves alone is the same after it.</summary>
    public void Begin() => _states.CopyTo(_newStates, 0);

    /// <summary>Makes the states after the step those before the next.</summary>
    public void Commit() => _newStates.CopyTo(_states, 0);
}
