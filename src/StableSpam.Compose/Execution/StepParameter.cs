using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>A parameter as an engine knows it: where its arrays are in the next step, its clock and its state.</summary>
public sealed unsafe class StepParameter
{
    private readonly StateLayout _layout;
    private readonly IStateMemory _elementStates;
    private readonly nint[] _elementStateStarts;
    private readonly IStateMemory _partStates;
    private readonly nint[] _partStateStarts;
    private readonly double[] _tensorStates;
    private readonly double[] _stepStates;
    private bool _isDisposed;

    private StepParameter(
        StepGroup group, GroupMemory groupMemory, TensorShape shape, StateLayout layout,
        (IStateMemory Memory, nint[] Starts) elementStates, (IStateMemory Memory, nint[] Starts) partStates)
    {
        Group = group;
        GroupMemory = groupMemory;
        Shape = shape;
        _layout = layout;
        (_elementStates, _elementStateStarts) = elementStates;
        (_partStates, _partStateStarts) = partStates;
        _tensorStates = Pinned.InitialValues(layout.Tensors);
        _stepStates = Pinned.InitialValues(layout.Steps);
    }

    /// <summary>The group whose learning rate and hyperparameters it takes.</summary>
    public StepGroup Group { get; }

    /// <summary>Its sizes, and how it is cut into rows, columns, matrices and blocks.</summary>
    public TensorShape Shape { get; }

    /// <summary>Number of elements.</summary>
    public nint Length => Shape.Length;

    /// <summary>Where the elements are in the next step.</summary>
    public void* Value { get; set; }

    /// <summary>Where the gradient is in the next step.</summary>
    public void* Gradient { get; set; }

    /// <summary>Whether the next step updates it. A parameter without a gradient keeps its clock and its state.</summary>
    public bool HasGradient { get; set; }

    /// <summary>The engine of its program.</summary>
    internal StepEngine? Engine { get; set; }

    /// <summary>What a host knows it by.</summary>
    public object? Tag { get; set; }

    /// <summary>What k counts on from: the number of its updates, unless a rule assigned k.</summary>
    public double UpdateClock { get; set; }

    /// <summary>Whether it was ever updated.</summary>
    public bool IsUpdated { get; set; }

    /// <summary>The states that are kept for it; their numbers are those of the plan that it is stepped by.</summary>
    public IReadOnlyList<StateInfo> States => _layout.States;

    /// <summary>Its place among the parameters of the optimizer, in the order they were added.</summary>
    internal int Ordinal { get; set; }

    /// <summary>Its place among those of its program, in the order they were added.</summary>
    internal int Place { get; set; }

    /// <summary>What the engine keeps for its group.</summary>
    internal GroupMemory GroupMemory { get; }

    /// <summary>Bytes allocated for its state, that of its group apart.</summary>
    internal long StateBytes => _elementStates.Size + _partStates.Size + ((_tensorStates.Length + _stepStates.Length) * sizeof(double));

    internal double* TensorStates => Pinned.Pointer(_tensorStates);

    internal double* StepStates => Pinned.Pointer(_stepStates);

    internal ReadOnlySpan<double> StepStateValues => _stepStates;

    internal void** ElementStates =>
        (void**)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_elementStateStarts));

    /// <summary>Which of the engine's kernels are for how its arrays lie in memory; -1 where none reaches them.</summary>
    internal int Kernels { get; set; }

    /// <summary>Its entry in the table of step values, in the step that runs.</summary>
    internal int StepEntry { get; set; }

    /// <summary>The array of an element state, which lives as long as this does.</summary>
    /// <param name="state">Its number in the plan.</param>
    public void* ElementState(int state)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return (void*)_elementStateStarts[PlaceOf(state, StateScope.Element)];
    }

    /// <summary>
    /// The array of a state with a value for each row, column, block (in fp32) or matrix (in double), which lives as long as this
    /// does; <see cref="TensorShape.Count"/> says how many there are.
    /// </summary>
    /// <param name="state">Its number in the plan.</param>
    public void* PartState(int state)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _layout.States[state].IsPart
            ? (void*)_partStateStarts[_layout.Place(state)]
            : throw new ArgumentException($"State {_layout.States[state].Name} is not kept per row, column, matrix or block.", nameof(state));
    }

    /// <summary>
    /// Keeps a state with a value for each element, row, column, block or matrix in memory of the host's from now on. What it is
    /// now is not carried over.
    /// </summary>
    /// <param name="state">Its number in the plan.</param>
    /// <param name="memory">Room for the values, which outlives the steps in between.</param>
    public void PlaceState(int state, void* memory)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_layout.States[state].IsPart)
            _partStateStarts[_layout.Place(state)] = (nint)memory;
        else
            _elementStateStarts[PlaceOf(state, StateScope.Element)] = (nint)memory;
    }

    /// <summary>Frees the memory of the states that <see cref="PlaceState"/> places, all of which the host keeps.</summary>
    public void FreePlacedStates()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Array.Clear(_elementStateStarts);
        Array.Clear(_partStateStarts);
        FreeArrays();
    }

    /// <summary>Frees the memory of the element states, which are kept where kernels do not reach them.</summary>
    internal void FreeElementStates()
    {
        Array.Clear(_elementStateStarts);
        _elementStates.Dispose();
    }

    /// <summary>
    /// The value of a step, group or tensor state; that of a group belongs to all its parameters. Where steps run on a device it
    /// is what <see cref="StepEngine.ReadStates"/> brought.
    /// </summary>
    /// <param name="state">Its number in the plan.</param>
    public ref double HostState(int state)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        switch (_layout.States[state].Scope)
        {
            case StateScope.Group:
                return ref GroupMemory.State(_layout.Place(state));
            case StateScope.Tensor:
                return ref _tensorStates[_layout.Place(state)];
            default:
                return ref _stepStates[PlaceOf(state, StateScope.Step)];
        }
    }

    internal static StepParameter Create<TState>(StepGroup group, GroupMemory groupMemory, TensorShape shape, StateLayout layout)
        where TState : struct, IStorage
    {
        nint[] offsets = new nint[layout.Elements.Length];
        nint end = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = end;
            end = checked(end + NativeBlock.Align(checked(shape.Length * (NarrowFormat(layout.Elements[i])?.Size ?? TState.Size))));
        }
        var memory = new NativeBlock(end);
        nint[] starts = GC.AllocateArray<nint>(offsets.Length, pinned: true);
        for (int i = 0; i < offsets.Length; i++)
            starts[i] = (nint)(memory.Start + offsets[i]);
        StepParameter parameter = CreateElsewhere(group, groupMemory, shape, layout, (memory, starts), CreatePartStates(layout.Parts, in shape));
        for (int i = 0; i < layout.Elements.Length; i++)
        {
            float value = (float)layout.Elements[i].Initial;
            // The memory comes zeroed, and a zero is all zero bits in every storage; subnormal numbers are not kept, as in every store.
            if (value == 0 || float.IsSubnormal(value))
                continue;
            if (NarrowFormat(layout.Elements[i]) is { } narrow)
                narrow.Fill(parameter.ElementStates[i], value, shape.Length);
            else
                StorageCopy.Fill<TState>(parameter.ElementStates[i], value, shape.Length);
        }
        return parameter;
    }

    /// <summary>A parameter whose states with several values lie in memory of a device, with their initial values.</summary>
    /// <param name="group">Whose hyperparameters it takes.</param>
    /// <param name="groupMemory">What is kept for its group.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="layout">The states.</param>
    /// <param name="elementStates">The memory of those of elements, and where each begins, in an array that does not move.</param>
    /// <param name="partStates">The memory of those of rows, columns, matrices and blocks, and where each begins.</param>
    internal static StepParameter CreateElsewhere(
        StepGroup group, GroupMemory groupMemory, TensorShape shape, StateLayout layout,
        (IStateMemory Memory, nint[] Starts) elementStates, (IStateMemory Memory, nint[] Starts) partStates) =>
        new(group, groupMemory, shape, layout, elementStates, partStates);

    internal void FreeState()
    {
        _isDisposed = true;
        FreeArrays();
    }

    internal void Commit(double updateClock, ReadOnlySpan<double> stepStates)
    {
        UpdateClock = updateClock;
        IsUpdated = true;
        stepStates.CopyTo(_stepStates);
    }

    /// <summary>The format of a state that the recipe stores narrower than fp32; null for one that the engine stores.</summary>
    internal static ElementFormat? NarrowFormat(StateInfo state) =>
        state.Type == ElementType.Float32 ? null : ElementFormat.Of(state.Type);

    private void FreeArrays()
    {
        _elementStates.Dispose();
        _partStates.Dispose();
    }

    private static (IStateMemory Memory, nint[] Starts) CreatePartStates(StateInfo[] states, in TensorShape shape)
    {
        nint[] starts = new nint[states.Length];
        nint end = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = end;
            end = checked(end + NativeBlock.Align(checked(shape.Count(states[i].Scope) * PartArray.SizeOf(states[i].Scope))));
        }
        var memory = new NativeBlock(end);
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] += (nint)memory.Start;
            int count = checked((int)shape.Count(states[i].Scope));
            if (PartArray.SizeOf(states[i].Scope) == sizeof(double))
                new Span<double>((void*)starts[i], count).Fill(states[i].Initial);
            else
                new Span<float>((void*)starts[i], count).Fill(PartStates.Kept((float)states[i].Initial));
        }
        return (memory, starts);
    }

    private int PlaceOf(int state, StateScope scope) =>
        _layout.States[state].Scope == scope
            ? _layout.Place(state)
            : throw new ArgumentException($"State {_layout.States[state].Name} is not kept per {scope}.", nameof(state));
}
