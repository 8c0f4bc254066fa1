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
    public ElementType Type => HasSingles ? ElementType.Float32 : ElementType.Float64;

    /// <summary>How many numbers there are.</summary>
    public long Count => _parameter.Shape.Count(Scope);

    /// <summary>
    /// The numbers of a state with one for each element, row, column or block. They lie outside the managed heap: keep the
    /// optimizer while using the span.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is a single number, or one for each matrix.</exception>
    public Span<float> Span
    {
        get
        {
            _optimizer.ThrowIfDisposed();
            if (!HasSingles)
                throw new InvalidOperationException(State.IsPart ? $"{Name} is in double: read its MatrixValues." : $"{Name} is a single number: read its Value.");
            void* start = State.IsPart ? _parameter.PartState(_state) : _parameter.ElementState(_state);
            return new Span<float>(start, checked((int)Count));
        }
    }

    /// <summary>The numbers of a state with one for each matrix. They lie outside the managed heap: keep the optimizer while using the span.</summary>
    /// <exception cref="InvalidOperationException">It is no such state.</exception>
    public Span<double> MatrixValues
    {
        get
        {
            _optimizer.ThrowIfDisposed();
            return State.IsPart && !HasSingles
                ? new Span<double>(_parameter.PartState(_state), checked((int)Count))
                : throw new InvalidOperationException($"{Name} is not kept per matrix.");
        }
    }

    /// <summary>The number of a step, group or tensor state. That of a group is the same for all its parameters, and set for all.</summary>
    /// <exception cref="InvalidOperationException">It has several numbers for a tensor.</exception>
    public double Value
    {
        get => Number;
        set => Number = value;
    }

    private bool HasSingles => Scope > StateScope.Tensor && Scope is not (StateScope.Matrix or StateScope.FlatMatrix);

    private StateInfo State => _parameter.States[_state];

    private ref double Number
    {
        get
        {
            _optimizer.ThrowIfDisposed();
            if (Scope > StateScope.Tensor)
                throw new InvalidOperationException($"{Name} has a number for each {Scope.ToString().ToLowerInvariant()}: read its {(HasSingles ? "Span" : "MatrixValues")}.");
            return ref _parameter.HostState(_state);
        }
    }
}
