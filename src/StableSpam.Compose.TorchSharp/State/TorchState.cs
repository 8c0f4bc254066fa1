using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>
/// What an optimizer keeps for a parameter: its clock, a tensor for each state with several numbers, and a number for each other
/// state. A step works on these tensors in place.
/// </summary>
public abstract unsafe class TorchState : OptimizerState, IDisposable
{
    private Tensor?[] _tensors = [];
    private TorchOptimizer? _owner;
    private StepParameter? _engineParameter;
    private DeviceEngine? _device;

    /// <summary>The state of a parameter, empty until the parameter is added.</summary>
    protected TorchState(Parameter parameter)
        : base(parameter)
    {
    }

    /// <summary>The name that the parameter was given with; empty for none.</summary>
    public string Name { get; private set; } = "";

    /// <summary>k: what the parameter's updates have counted up to, unless a rule assigned it.</summary>
    public double UpdateClock => EngineParameter.UpdateClock;

    /// <summary>Whether the parameter was ever updated.</summary>
    public bool IsUpdated => EngineParameter.IsUpdated;

    /// <summary>What runs the parameter's steps.</summary>
    public StepBackend Backend { get; private set; }

    /// <summary>Why the parameter's steps are made of TorchSharp's operations; empty where kernels run.</summary>
    public string WhyTensorCode { get; private set; } = "";

    /// <summary>The names of the states, in the order of the plan, such as <c>Adam.m</c>.</summary>
    public IEnumerable<string> StateNames => States.Select(state => state.Name);

    internal IReadOnlyList<StateInfo> States => EngineParameter.States;

    internal Parameter Parameter => _parameter;

    internal StepParameter EngineParameter =>
        _engineParameter ?? throw new InvalidOperationException("The state is of a parameter that no optimizer has.");

    private TorchOptimizer Owner =>
        _owner ?? throw new InvalidOperationException("The state is of a parameter that no optimizer has.");

    /// <summary>The tensor of a state with a number for each element, row, column, block or matrix: the optimizer's own, not a copy; it is not to be disposed of.</summary>
    /// <exception cref="ArgumentException">There is no state of that name, or it is a single number.</exception>
    public Tensor this[string name] => GetTensor(IndexOf(name));

    /// <summary>The number of a step, group or tensor state.</summary>
    /// <exception cref="ArgumentException">There is no state of that name, or it has several numbers.</exception>
    public double GetNumber(string name) => GetNumber(IndexOf(name));

    /// <summary>Sets the number of a step, group or tensor state; that of a group is set for all its parameters.</summary>
    /// <exception cref="ArgumentException">There is no state of that name, or it has several numbers.</exception>
    public void SetNumber(string name, double value) => SetNumber(IndexOf(name), value);

    /// <summary>Writes clock and states, with the parameter's name.</summary>
    public override void SaveStateDict(BinaryWriter writer) => StateRecord.Write(this, writer);

    /// <summary>
    /// Reads what <see cref="SaveStateDict"/> wrote. If it was written for the parameter of another name, it becomes the state
    /// of that one. As a part of a state dict it is taken over once all of that has been read.
    /// </summary>
    /// <exception cref="InvalidDataException">It does not fit: another version, shape, state or name; or it ends early. Nothing is changed then.</exception>
    public override void LoadStateDict(BinaryReader reader) => Owner.Load(this, () => StateRecord.Read(this, Owner.StateOf, reader));

    /// <summary>Copies the state of the same parameter in another optimizer, on whatever device and of whatever type it is.</summary>
    /// <exception cref="ArgumentException">It is the state of another kind of optimizer, or of another shape.</exception>
    public override void LoadStateDict(OptimizerState source)
    {
        TorchState other = Alike(source);
        for (int i = 0; i < States.Count; i++)
        {
            if (_tensors[i] is null)
                SetNumber(i, other.GetNumber(i));
            else
                Copy(other.GetTensor(i), i);
        }
        SetClock(other.UpdateClock, other.IsUpdated);
    }

    /// <summary>Sets everything back to what it is before the first update.</summary>
    public override void Initialize(OptimizerOptions options)
    {
        for (int i = 0; i < States.Count; i++)
        {
            if (_tensors[i] is { } tensor)
                Fill(tensor, States[i].Initial);
            else
                SetNumber(i, States[i].Initial);
        }
        SetClock(0, false);
    }

    /// <summary>Moves the tensors. A step needs them where the parameter is.</summary>
    public override void to(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (_tensors[i] is { } tensor && tensor.device.ToString() != device.ToString())
                _tensors[i] = tensor.to(device, disposeAfter: true).DetachFromDisposeScope();
        }
    }

    /// <summary>Whether another state is the same but for rounding: clocks and numbers equal, tensors as <c>allclose</c> has it.</summary>
    public override bool ApproximatelyEquals(OptimizerState other)
    {
        if (other is not TorchState state || state.GetType() != GetType() || state.UpdateClock != UpdateClock)
            return false;
        for (int i = 0; i < States.Count; i++)
        {
            bool equal = _tensors[i] is { } tensor
                ? tensor.allclose(state.GetTensor(i), equal_nan: true)
                : Math.Abs(GetNumber(i) - state.GetNumber(i)) is var difference && (difference <= 1e-5 * Math.Abs(GetNumber(i)) || GetNumber(i).Equals(state.GetNumber(i)));
            if (!equal)
                return false;
        }
        return true;
    }

    /// <summary>Disposes of the tensors. The optimizer does it with itself.</summary>
    public void Dispose()
    {
        foreach (Tensor? tensor in _tensors)
            tensor?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins the state of a parameter.</summary>
    /// <param name="owner">The optimizer that has it.</param>
    /// <param name="name">The parameter's name; empty for none.</param>
    /// <param name="run">What steps it.</param>
    internal void Attach(TorchOptimizer owner, string name, EngineParameter run)
    {
        _owner = owner;
        Name = name;
        Take(run);
        _tensors = new Tensor?[States.Count];
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (States[i].Scope <= StateScope.Tensor)
                continue;
            Tensor tensor = CreateTensor(States[i], EngineParameter.Shape).DetachFromDisposeScope();
            _tensors[i] = tensor;
            Fill(tensor, States[i].Initial);
        }
    }

    /// <summary>Goes on with another engine, from where it is.</summary>
    internal void Move(EngineParameter run)
    {
        StepParameter before = EngineParameter;
        double[] numbers = [.. Enumerable.Range(0, States.Count).Select(i => HasTensor(i) ? 0 : GetNumber(i))];
        Take(run);
        SetClock(before.UpdateClock, before.IsUpdated);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!HasTensor(i))
                SetNumber(i, numbers[i]);
        }
    }

    /// <summary>Tells the engine where the tensors are now.</summary>
    /// <exception cref="InvalidOperationException">They are not on the parameter's device, or somebody disposed of one.</exception>
    internal void Place(TensorPlace place)
    {
        CheckPlace(place);
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (_tensors[i] is { } tensor)
                EngineParameter.PlaceState(i, LibTorch.Data(tensor.Handle));
        }
    }

    /// <summary>Refuses tensors that a step cannot use.</summary>
    /// <exception cref="InvalidOperationException">They are not on the parameter's device, or somebody disposed of one.</exception>
    internal void CheckPlace(TensorPlace place)
    {
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (_tensors[i] is not { } tensor)
                continue;
            if (tensor.IsInvalid)
                throw new InvalidOperationException($"State {States[i].Name} of {Describe()} was disposed of; it is the optimizer's own tensor.");
            if (TensorPlace.Of(tensor.Handle) is var its && its != place)
            {
                throw new InvalidOperationException(
                    $"State {States[i].Name} of {Describe()} is on {its} and the parameter on {place}: "
                    + "move the state there with the optimizer's to(device).");
            }
        }
    }

    /// <summary>Another state that can be copied here.</summary>
    /// <exception cref="ArgumentException">It is the state of another kind of optimizer, or of another shape.</exception>
    internal TorchState Alike(OptimizerState source)
    {
        if (source is not TorchState other || other.GetType() != GetType())
            throw new ArgumentException($"The state is not one of {Owner.Description.Name}.", nameof(source));
        for (int i = 0; i < States.Count; i++)
        {
            if (_tensors[i] is { } tensor && !tensor.shape.SequenceEqual(other.GetTensor(i).shape))
                throw new ArgumentException($"State {States[i].Name} of {Describe()} has another shape in the source.", nameof(source));
        }
        return other;
    }

    internal bool HasTensor(int state) => _tensors[state] is not null;

    internal void Copy(Tensor source, int state)
    {
        using (no_grad())
            GetTensor(state).copy_(source);
    }

    internal void SetClock(double updateClock, bool isUpdated)
    {
        EngineParameter.UpdateClock = updateClock;
        EngineParameter.IsUpdated = isUpdated;
    }

    internal string Describe() => Name.Length > 0 ? $"parameter '{Name}'" : $"the parameter of shape [{string.Join(", ", _parameter.shape)}]";

    /// <summary>The tensor of a state by its number in the plan.</summary>
    protected internal Tensor GetTensor(int state) =>
        _tensors[state] ?? throw new ArgumentException($"{States[state].Name} is a single number: use GetNumber.");

    /// <summary>The number of a state by its number in the plan.</summary>
    protected internal double GetNumber(int state)
    {
        CheckNumber(state);
        _device?.ReadNumbers();
        return EngineParameter.HostState(state);
    }

    /// <summary>Sets the number of a state by its number in the plan.</summary>
    protected internal void SetNumber(int state, double value)
    {
        CheckNumber(state);
        _device?.ChangeNumbers();
        EngineParameter.HostState(state) = value;
    }

    private void Take(EngineParameter run)
    {
        (_engineParameter, _device, Backend, WhyTensorCode) = (run.Parameter, run.Device, run.Backend, run.WhyTensorCode);
        // Kernels work on the tensors; what runs operations keeps values of rows, columns and blocks of its own in each step.
        if (Backend != StepBackend.TensorCode)
            run.Parameter.FreePlacedStates();
    }

    // Of the parameter's shape, but contiguous whatever the parameter is. Values of rows, columns and blocks are one run; those
    // of matrices are in double.
    private Tensor CreateTensor(StateInfo state, TensorShape shape) => state.Scope switch
    {
        StateScope.Element => zeros(_parameter.shape, TypeOf(state.Type), _parameter.device),
        StateScope.Matrix or StateScope.FlatMatrix => zeros([shape.Count(state.Scope)], ScalarType.Float64, _parameter.device),
        _ => zeros([shape.Count(state.Scope)], ScalarType.Float32, _parameter.device),
    };

    private static ScalarType TypeOf(ElementType type) => type switch
    {
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Float16 => ScalarType.Float16,
        _ => ScalarType.Float32,
    };

    // As every store in fp32, which keeps no subnormal numbers.
    private static void Fill(Tensor tensor, double initial)
    {
        bool isDouble = tensor.dtype == ScalarType.Float64;
        using (no_grad())
            tensor.fill_(isDouble ? initial : float.IsSubnormal((float)initial) ? 0f : (float)initial);
    }

    private void CheckNumber(int state)
    {
        if (_tensors[state] is not null)
            throw new ArgumentException($"{States[state].Name} has several numbers: read its tensor.");
    }

    private int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int i = 0; i < States.Count; i++)
        {
            if (States[i].Name == name)
                return i;
        }
        throw UnknownName.Error($"{Owner.Description.Name} has no state", name, StateNames);
    }
}
