using StableSpamCompose.Plans;

namespace StableSpamCompose.Execution;

/// <summary>Where the states of a plan are kept: each scope counts its own, in the order of the program; rows, columns, matrices and blocks count together.</summary>
internal sealed class StateLayout
{
    private readonly int[] _places;

    public StateLayout(IReadOnlyList<StateInfo> states)
    {
        States = states;
        _places = new int[states.Count];
        int[] counts = new int[Enum.GetValues<StateScope>().Length];
        for (int i = 0; i < _places.Length; i++)
            _places[i] = counts[(int)(states[i].IsPart ? StateScope.Row : states[i].Scope)]++;
        Elements = [.. states.Where(state => state.Scope == StateScope.Element)];
        Parts = [.. states.Where(state => state.IsPart)];
        Tensors = [.. states.Where(state => state.Scope == StateScope.Tensor)];
        Groups = [.. states.Where(state => state.Scope == StateScope.Group)];
        Steps = [.. states.Where(state => state.Scope == StateScope.Step)];
    }

    /// <summary>All states, in the order of the plan.</summary>
    public IReadOnlyList<StateInfo> States { get; }

    /// <summary>The states with a value for each element.</summary>
    public StateInfo[] Elements { get; }

    /// <summary>The states with a value for each row, column, matrix or block, whichever it is.</summary>
    public StateInfo[] Parts { get; }

    /// <summary>The states with a value for each tensor.</summary>
    public StateInfo[] Tensors { get; }

    /// <summary>The states with a value for each group.</summary>
    public StateInfo[] Groups { get; }

    /// <summary>The states of the host.</summary>
    public StateInfo[] Steps { get; }

    /// <summary>The place of a state of the plan among those of its scope.</summary>
    public int Place(int state) => _places[state];
}
