using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Arrays;

/// <summary>One state of one parameter: the numbers themselves, to read and to set.</summary>
public sealed unsafe class StateEntry
{
    // Kept so that the memory of the state lives as long as this does.
    private readonly ArrayOptimizer _optimizer;
    private readonly StepParameter _parameter;
    private readonly int _state;

    internal StateEntry(ArrayOptimizer optimizer, StepParameter parameter, int state)
    {
        _optimizer = optimizer;
        _parameter = parameter;
        _state = state;
    }

    /// <summary>The name it is saved under.</summary>
    public string Name => State.Name;

    /// <summary>One value for each of what.</summary>
    public StateScope Scope => State.Scope;

    /// <summary>What the numbers are.</summary>
    public ElementType Type => Scope == StateScope.Element ? ElementType.Float32 : ElementType.Float64;

    /// <summary>The numbers of an element state. They lie outside the managed heap: keep the optimizer while using the span.</summary>
    /// <exception cref="InvalidOperationException">It is a single number.</exception>
    public Span<float> Span
    {
        get
        {
            _optimizer.ThrowIfDisposed();
            return Scope == StateScope.Element
                ? new Span<float>(_parameter.ElementState(_state), checked((int)_parameter.Length))
                : throw new InvalidOperationException($"{Name} is a single number: read its Value.");
        }
    }

    /// <summary>The number of a step, group or tensor state. That of a group is the same for all its parameters, and set for all.</summary>
    /// <exception cref="InvalidOperationException">It is kept per element.</exception>
    public double Value
    {
        get => Number;
        set => Number = value;
    }

    private StateInfo State => _parameter.States[_state];

    private ref double Number
    {
        get
        {
            _optimizer.ThrowIfDisposed();
            if (Scope == StateScope.Element)
                throw new InvalidOperationException($"{Name} has a number for each element: read its Span.");
            return ref _parameter.HostState(_state);
        }
    }
}
