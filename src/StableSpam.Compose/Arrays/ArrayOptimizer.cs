using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Text;

namespace StableSpamCompose.Arrays;

/// <summary>An optimizer of parameters that lie in plain memory. Classes generated from recipes derive from it.</summary>
/// <remarks>It is used by one thread at a time; a step uses <see cref="Threads"/> of them.</remarks>
public abstract unsafe class ArrayOptimizer : IDisposable
{
    private readonly StepEngine _engine;
    private readonly List<ArrayParamGroup> _groups = [];
    private readonly List<Registration> _registrations = [];
    private readonly Dictionary<string, Registration> _byName = [];
    private bool _isDisposed;

    /// <summary>The changes of parameters that the engine knows of; -1 where it must look again.</summary>
    private long _followed = -1;

    /// <summary>Makes an optimizer without parameters.</summary>
    /// <param name="info">What its recipe says of it.</param>
    /// <param name="engine">What runs its program, with state in fp32 and parameters of any type; it is disposed with the optimizer.</param>
    protected ArrayOptimizer(OptimizerInfo info, StepEngine engine)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(engine);
        if (engine.StateSize != sizeof(float))
            throw new ArgumentException("The array host keeps state in fp32.", nameof(engine));
        Description = info;
        _engine = engine;
    }

    /// <summary>The optimizer as its recipe describes it.</summary>
    public OptimizerInfo Description { get; }

    /// <summary>
    /// The passes of a step, the bytes they move, the state they keep. An optimizer of several programs has a plan for each,
    /// in its <see cref="Description"/>; this is that of matrices whose name no pattern matches.
    /// </summary>
    public OptimizerPlan Plan => _engine.Plan;

    /// <summary>The groups, each with its learning rate and hyperparameters.</summary>
    public IReadOnlyList<ArrayParamGroup> ParamGroups => _groups;

    /// <summary>t: the steps taken, those that were skipped not counted.</summary>
    public long StepCount => _engine.StepCount;

    /// <summary>The steps that the optimizer skipped, as its recipe has it do.</summary>
    public long SkippedSteps => _engine.SkippedSteps;

    /// <summary>The threads that work on a step, the caller's included; at first one for each processor. The result does not depend on it.</summary>
    public int Threads
    {
        get => _engine.Threads;
        set => _engine.Threads = value;
    }

    /// <summary>How many numbers kernels compute side by side: 16, 8, 4 or 1; at first the most that the machine does. The result does not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another number.</exception>
    public int LaneCount
    {
        get => _engine.LaneCount;
        set => _engine.LaneCount = value;
    }

    /// <summary>Adds a group; its parameters begin with fresh state.</summary>
    /// <exception cref="ArgumentException">It is for another optimizer, or one of its parameters is here already, or the name of one.</exception>
    public void AddParamGroup(ArrayParamGroup group)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(group);
        if (!ReferenceEquals(group.Optimizer, Description))
        {
            throw new ArgumentException(
                $"A param group of {group.Optimizer.Name} cannot be added to {Description.Name}: use {Description.Name}.ParamGroup.",
                nameof(group));
        }
        CheckNames(group);

        _groups.Add(group);
        _followed = -1;
        foreach (ArrayParameter parameter in group.Parameters)
        {
            var registration = new Registration(
                parameter,
                parameter.ValueFormat.AddParameter(
                    _engine.OfProgram(ProgramOf(parameter)), parameter.GradientFormat, group.Values, new TensorShape(parameter.Shape, parameter.BlockLength)));
            _registrations.Add(registration);
            _byName.Add(parameter.Name, registration);
        }
    }

    /// <summary>Adds a group with hyperparameters by name; its parameters begin with fresh state.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="settings">Learning rate (<c>lr</c>) and hyperparameters by name; what is left out keeps its default.</param>
    /// <exception cref="ArgumentException">
    /// The optimizer has no hyperparameter of a name, or one of the parameters is here already, or the name of one.
    /// </exception>
    public void AddParamGroup(IEnumerable<ArrayParameter> parameters, IReadOnlyDictionary<string, double> settings) =>
        AddParamGroup(new NamedSettingsParamGroup(Description, parameters, settings));

    /// <summary>Updates every parameter that has a gradient; a step that the recipe skips leaves everything as it was.</summary>
    public void Step()
    {
        ThrowIfDisposed();
        FollowParameters();
        _engine.Step();
        // The finalizers of the parameters unpin their memory.
        GC.KeepAlive(this);
    }

    /// <summary>Tells the engine where parameters and gradients are, if that has changed.</summary>
    private void FollowParameters()
    {
        long changes = ArrayParameter.Changes;
        if (changes == _followed)
            return;
        foreach (Registration registration in _registrations)
        {
            ArrayParameter parameter = registration.Parameter;
            StepParameter engineParameter = registration.EngineParameter;
            engineParameter.Value = parameter.ValuePointer;
            engineParameter.Gradient = parameter.GradientPointer;
            engineParameter.HasGradient = parameter.HasGradient;
        }
        _followed = changes;
    }

    /// <summary>Sets all gradients to 0. Whether a parameter has a gradient stays as it is.</summary>
    public void ZeroGradients()
    {
        ThrowIfDisposed();
        foreach (Registration registration in _registrations)
            registration.Parameter.ZeroGradient();
    }

    /// <summary>The state of the parameter of a name.</summary>
    /// <exception cref="ArgumentException">There is no parameter of that name.</exception>
    public StateView State(string parameter)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(parameter);
        return _byName.TryGetValue(parameter, out Registration? registration)
            ? new StateView(this, parameter, registration.EngineParameter)
            : throw UnknownName.Error($"{Description.Name} has no parameter", parameter, _byName.Keys);
    }

    /// <summary>Frees the state. The parameters stay as they are.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the engine keeps for the parameter of a name, which is here.</summary>
    internal StepParameter Stepped(string parameter) => _byName[parameter].EngineParameter;

    /// <summary>Sets the steps taken and skipped, when they are read back.</summary>
    internal void RestoreCounts(long stepCount, long skippedSteps)
    {
        _engine.StepCount = stepCount;
        _engine.SkippedSteps = skippedSteps;
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    private int ProgramOf(ArrayParameter parameter)
    {
        IReadOnlyList<ProgramInfo> programs = Description.Programs;
        for (int program = 0; program < programs.Count; program++)
        {
            if (programs[program].IsFor(parameter.Name, parameter.Shape.Length))
                return program;
        }
        throw new ArgumentException($"{Description.Name} has no program for parameter '{parameter.Name}'.", nameof(parameter));
    }

    /// <summary>Refuses a group as a whole, so that none of it is added.</summary>
    private void CheckNames(ArrayParamGroup group)
    {
        var seen = new Dictionary<string, ArrayParameter>();
        foreach (ArrayParameter parameter in group.Parameters)
        {
            ArrayParameter? other = _byName.TryGetValue(parameter.Name, out Registration? registration)
                ? registration.Parameter
                : seen.GetValueOrDefault(parameter.Name);
            if (other == parameter)
            {
                throw new ArgumentException(
                    $"Parameter '{parameter.Name}' is given to {Description.Name} twice; it would be updated twice a step.",
                    nameof(group));
            }
            if (other is not null)
            {
                throw new ArgumentException(
                    $"Two parameters of {Description.Name} are named '{parameter.Name}'. State is found by name: give each its own.",
                    nameof(group));
            }
            seen.Add(parameter.Name, parameter);
        }
    }

    private sealed record Registration(ArrayParameter Parameter, StepParameter EngineParameter);
}
