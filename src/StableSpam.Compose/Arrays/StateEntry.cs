using System.Globalization;
using System.Runtime.InteropServices;
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
    public ElementType Type => Scope == StateScope.Element ? State.Type : HasSingles ? ElementType.Float32 : ElementType.Float64;

    /// <summary>How many numbers there are.</summary>
    public long Count => _parameter.Shape.Count(Scope);

    /// <summary>
    /// The numbers, in fp32, of a state with one for each element, row, column or block. They lie outside the managed heap: keep
    /// the optimizer while using the span.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is a single number, or one for each matrix, or not in fp32.</exception>
    public Span<float> Span => SpanAs<float>();

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

    /// <summary>
    /// The numbers of a state with several as they are stored: <see cref="float"/> for fp32, <see cref="ushort"/> for the bits of
    /// bfloat16, <see cref="Half"/> or <see cref="ushort"/> for fp16. Keep the optimizer while using the span.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is a single number, or of another type.</exception>
    public Span<T> SpanAs<T>()
        where T : unmanaged
    {
        void* start = Start;
        return Format.IsHeldBy<T>()
            ? new Span<T>(start, checked((int)Count))
            : throw new InvalidOperationException(
                $"{Name} is {Type} and cannot be read as {typeof(T).Name}: use SpanAs<{Format.MemoryType}>(), or CopyTo for fp32.");
    }

    /// <summary>Copies the numbers of a state with several out, widened to fp32 without a loss.</summary>
    /// <param name="destination">Room for all numbers.</param>
    /// <exception cref="ArgumentException">It has more or fewer.</exception>
    /// <exception cref="InvalidOperationException">The state is a single number, or one for each matrix.</exception>
    public void CopyTo(Span<float> destination)
    {
        void* start = Start;
        CheckLength(destination.Length, nameof(destination));
        fixed (float* numbers = destination)
            Format.Widen(start, numbers, destination.Length);
    }

    /// <summary>Sets the numbers of a state with several, each to the nearest that it can store.</summary>
    /// <param name="source">All numbers.</param>
    /// <exception cref="ArgumentException">It has more or fewer.</exception>
    /// <exception cref="InvalidOperationException">The state is a single number, or one for each matrix.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        void* start = Start;
        CheckLength(source.Length, nameof(source));
        fixed (float* numbers = source)
            Format.Narrow(numbers, start, source.Length);
    }

    /// <summary>The numbers as they lie in memory, whatever they are.</summary>
    internal Span<byte> Bytes =>
        HasSingles ? new Span<byte>(Start, checked((int)(Count * Format.Size)))
        : State.IsPart ? MemoryMarshal.AsBytes(MatrixValues)
        : MemoryMarshal.AsBytes(new Span<double>(ref Number));

    private ElementFormat Format => ElementFormat.Of(Type)!;

    private void* Start
    {
        get
        {
            _optimizer.ThrowIfDisposed();
            if (!HasSingles)
                throw new InvalidOperationException(State.IsPart ? $"{Name} is in double: read its MatrixValues." : $"{Name} is a single number: read its Value.");
            return State.IsPart ? _parameter.PartState(_state) : _parameter.ElementState(_state);
        }
    }

    private void CheckLength(int length, string argument)
    {
        if (length != Count)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{Name} has {Count} elements, but the {argument} has {length}."), argument);
        }
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
