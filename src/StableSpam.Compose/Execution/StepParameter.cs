using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>A parameter as an engine knows it: where its arrays are in the next step, its clock and its state.</summary>
public sealed unsafe class StepParameter
{
    private readonly StateLayout _layout;
    private readonly NativeBlock _elementStates;
    private readonly nint[] _elementStateStarts;
    private readonly double[] _tensorStates;
    private readonly double[] _stepStates;
    private bool _isDisposed;

    private StepParameter(StepGroup group, GroupMemory groupMemory, nint length, int rank, StateLayout layout, int stateSize)
    {
        Group = group;
        GroupMemory = groupMemory;
        Length = length;
        Rank = rank;
        _layout = layout;
        nint stride = NativeBlock.Align(checked(length * stateSize));
        _elementStates = new NativeBlock(checked(stride * layout.Elements.Length));
        _elementStateStarts = GC.AllocateArray<nint>(layout.Elements.Length, pinned: true);
        for (int i = 0; i < _elementStateStarts.Length; i++)
            _elementStateStarts[i] = (nint)(_elementStates.Start + (i * stride));
        _tensorStates = Pinned.InitialValues(layout.Tensors);
        _stepStates = Pinned.InitialValues(layout.Steps);
    }

    /// <summary>The group whose learning rate and hyperparameters it takes.</summary>
    public StepGroup Group { get; }

    /// <summary>Number of elements.</summary>
    public nint Length { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank { get; }

    /// <summary>Where the elements are in the next step.</summary>
    public void* Value { get; set; }

    /// <summary>Where the gradient is in the next step.</summary>
    public void* Gradient { get; set; }

    /// <summary>Whether the next step updates it. A parameter without a gradient keeps its clock and its state.</summary>
    public bool HasGradient { get; set; }

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

    internal double* TensorStates => Pinned.Pointer(_tensorStates);

    internal double* StepStates => Pinned.Pointer(_stepStates);

    internal ReadOnlySpan<double> StepStateValues => _stepStates;

    internal void** ElementStates =>
        (void**)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_elementStateStarts));

    /// <summary>Which of the engine's kernels are for how its arrays lie in memory.</summary>
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

    /// <summary>The value of a step, group or tensor state; that of a group belongs to all its parameters.</summary>
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

    internal static StepParameter Create<TState>(StepGroup group, GroupMemory groupMemory, nint length, int rank, StateLayout layout)
        where TState : struct, IStorage
    {
        var parameter = new StepParameter(group, groupMemory, length, rank, layout, TState.Size);
        for (int i = 0; i < layout.Elements.Length; i++)
        {
            float value = (float)layout.Elements[i].Initial;
            // The memory comes zeroed, and a zero is all zero bits in every storage; subnormal numbers are not kept, as in every store.
            if (value == 0 || float.IsSubnormal(value))
                continue;
            Lane initial = Lane.Broadcast(value);
            for (nint element = 0; element < length; element++)
                TState.Store(initial, parameter.ElementStates[i], element);
        }
        return parameter;
    }

    internal void FreeState()
    {
        _isDisposed = true;
        _elementStates.Dispose();
    }

    internal void Commit(double updateClock, ReadOnlySpan<double> stepStates)
    {
        UpdateClock = updateClock;
        IsUpdated = true;
        stepStates.CopyTo(_stepStates);
    }

    private int PlaceOf(int state, StateScope scope) =>
        _layout.States[state].Scope == scope
            ? _layout.Place(state)
            : throw new ArgumentException($"State {_layout.States[state].Name} is not kept per {scope}.", nameof(state));
}
