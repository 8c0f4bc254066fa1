using System.Collections;
using StableSpamCompose.Execution;
using StableSpamCompose.Text;

namespace StableSpamCompose.Arrays;

/// <summary>The state of one parameter, by the names it is saved under, such as <c>Adam.m</c>.</summary>
public sealed class StateView : IReadOnlyCollection<StateEntry>
{
    private readonly string _parameter;
    private readonly StateEntry[] _entries;

    internal StateView(ArrayOptimizer optimizer, string name, StepParameter parameter)
    {
        _parameter = name;
        Bytes = parameter.StateBytes;
        _entries = new StateEntry[parameter.States.Count];
        for (int i = 0; i < _entries.Length; i++)
            _entries[i] = new StateEntry(optimizer, parameter, i);
    }

    /// <summary>Bytes of memory allocated for the state, rounded up to whole cache lines; states of the param group are not counted.</summary>
    public long Bytes { get; }

    /// <summary>How many states there are.</summary>
    public int Count => _entries.Length;

    /// <summary>The state of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public StateEntry this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return Array.Find(_entries, entry => entry.Name == name)
                ?? throw UnknownName.Error($"Parameter '{_parameter}' has no state", name, _entries.Select(entry => entry.Name));
        }
    }

    /// <summary>All states, in the order of the plan.</summary>
    public IEnumerator<StateEntry> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
