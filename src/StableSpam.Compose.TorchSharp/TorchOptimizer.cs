using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>
/// A <c>torch.optim</c> optimizer whose step is compiled from a recipe. Classes generated for TorchSharp derive from it. In the
/// CPU's memory a step works on the elements in place and makes no tensor; on other devices it is made of TorchSharp's
/// operations. Devices and types may be mixed.
/// </summary>
/// <remarks>
/// A parameter is updated when it has a gradient, frozen or not. One that is given twice in a group is updated once. One whose
/// elements do not lie one after another is copied to and fro in each step. What a step writes, autograd does not see: a
/// second <c>backward</c> through a graph that was built before the step uses the new values without complaint.
/// </remarks>
public abstract class TorchOptimizer : OptimizerHelper
{
    private readonly StepEngine _engine;
    private readonly TorchOptions _defaultOptions;
    private readonly List<GroupBinding> _groups = [];
    private readonly Dictionary<string, TorchState> _byName = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Makes an optimizer without parameters.</summary>
    /// <param name="info">What its recipe says of it.</param>
    /// <param name="engine">What runs its program; it is disposed with the optimizer.</param>
    /// <param name="defaults">The options that groups take where they set none.</param>
    protected TorchOptimizer(OptimizerInfo info, StepEngine engine, TorchOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(defaults);
        Description = info;
        _engine = engine;
        defaults.Complete(defaults);
        _defaultOptions = defaults;
        _defaults = defaults;
        _parameter_groups = [];
    }

    /// <summary>The optimizer as its recipe describes it.</summary>
    public OptimizerInfo Description { get; }

    /// <summary>
    /// The passes of a step, the bytes they move, the state they keep. An optimizer of several programs has a plan for each,
    /// in its <see cref="Description"/>; this is that of matrices whose name no pattern matches.
    /// </summary>
    public OptimizerPlan Plan => _engine.Plan;

    /// <summary>t: the steps taken, those that were skipped not counted.</summary>
    public long StepCount
    {
        get => _engine.StepCount;
        internal set => _engine.StepCount = value;
    }

    /// <summary>The steps that the optimizer skipped, as its recipe has it do.</summary>
    public long SkippedSteps => _engine.SkippedSteps;

    /// <summary>The threads that work on a step, the caller's included; at first one for each processor. The result does not depend on it.</summary>
    public int Threads
    {
        get => _engine.Threads;
        set => _engine.Threads = value;
    }

    /// <summary>Adds a group; its parameters begin with fresh state. What its options leave open they take from the optimizer.</summary>
    /// <exception cref="ArgumentException">Its options are another optimizer's, or one of its parameters cannot be optimized, or is here already.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(param_group);
        TorchOptions options = CheckOptions(param_group);
        Candidate[] parameters = CheckParameters(param_group);

        options.Complete(_defaultOptions);
        var values = new StepGroup(Description.Hyperparameters.Count);
        options.CopyTo(values);
        options.Owner = this;
        param_group.Options = options;
        param_group.Parameters = Array.ConvertAll(parameters, parameter => parameter.Parameter);
        var binding = new GroupBinding(
            param_group, values, Array.ConvertAll(parameters, parameter => Add(parameter, values)));
        _groups.Add(binding);
        _parameter_groups.Add(param_group);
    }

    /// <summary>Updates every parameter that has a gradient; a step that the recipe skips leaves everything as it was.</summary>
    /// <param name="closure">Computes the loss anew, with gradients, before the update.</param>
    /// <returns>The loss; <see langword="null"/> without a closure.</returns>
    /// <exception cref="InvalidOperationException">
    /// A parameter was replaced or changed its type or size, its gradient is sparse, or its state is on another device. Nothing is updated then.
    /// </exception>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        ThrowIfDisposed();
        Tensor? loss = null;
        if (closure is not null)
        {
            using (enable_grad())
                loss = closure();
        }
        foreach (GroupBinding group in _groups)
            group.CopyOptions();
        foreach (GroupBinding group in _groups)
        {
            foreach (IParameterBinding parameter in group.Parameters)
                parameter.Prepare();
        }
        _engine.Step();
        foreach (GroupBinding group in _groups)
        {
            foreach (IParameterBinding parameter in group.Parameters)
                parameter.Finish();
        }
        // The parameters' finalizers free their memory.
        GC.KeepAlive(this);
        return loss;
    }

    /// <summary>Sets the gradients of all parameters to zero. It leaves no tensor behind.</summary>
    public override void zero_grad()
    {
        ThrowIfDisposed();
        foreach (GroupBinding group in _groups)
        {
            foreach (IParameterBinding parameter in group.Parameters)
                parameter.ZeroGradient();
        }
    }

    /// <summary>Copies the options and states of a state dict. Parameters that have names on both sides go by name, others by their place.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(state_dict);
        StateDictionary own = this.state_dict();
        if (state_dict.Options.Count != own.Options.Count)
            throw new ArgumentException($"The state dict has {state_dict.Options.Count} param groups, and {Description.Name} has {own.Options.Count}.", nameof(state_dict));
        if (state_dict.State.Count != own.State.Count)
            throw new ArgumentException($"The state dict has {state_dict.State.Count} states, and {Description.Name} has {own.State.Count} parameters.", nameof(state_dict));
        for (int i = 0; i < own.State.Count; i++)
        {
            OptimizerState source = state_dict.State[i];
            TorchState target = (TorchState)own.State[i];
            if (source is TorchState { Name.Length: > 0 } named && target.Name.Length > 0)
                target = StateOf(named.Name) ?? throw UnknownName.Error($"{Description.Name} has no parameter", named.Name, _byName.Keys);
            if (target != source)
                target.LoadStateDict(source);
        }
        for (int i = 0; i < own.Options.Count; i++)
        {
            if (own.Options[i] != state_dict.Options[i])
                own.Options[i].LoadStateDict(state_dict.Options[i]);
        }
    }

    /// <summary>The state of the parameter of a name, where names were given.</summary>
    /// <exception cref="ArgumentException">There is no parameter of that name.</exception>
    public TorchState GetState(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return StateOf(parameter) ?? throw UnknownName.Error($"{Description.Name} has no parameter", parameter, _byName.Keys);
    }

    /// <summary>The state of a parameter.</summary>
    /// <exception cref="ArgumentException">The optimizer does not have it.</exception>
    public TorchState GetState(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _state.TryGetValue(parameter.Handle, out OptimizerState? state)
            ? (TorchState)state
            : throw new ArgumentException($"{Description.Name} does not have that parameter.", nameof(parameter));
    }

    /// <summary>Writes the state as a safetensors file, in which it goes by the names of the parameters. Options are not part of it.</summary>
    /// <exception cref="InvalidOperationException">A parameter has no name.</exception>
    public void ExportState(Stream stream)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsState.Write(stream, Description.Name, StepCount, NamedStates());
    }

    /// <summary>Reads what <see cref="ExportState"/> wrote, all of it or nothing.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or does not fit the parameters.</exception>
    /// <exception cref="InvalidOperationException">A parameter has no name.</exception>
    public void ImportState(Stream stream)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(stream);
        StepCount = SafetensorsState.Read(stream, Description.Name, NamedStates());
    }

    internal TorchState? StateOf(string parameter) => _byName.GetValueOrDefault(parameter);

    /// <summary>Options with nothing set.</summary>
    protected abstract TorchOptions CreateOptions();

    /// <summary>The state of a parameter, empty.</summary>
    protected abstract TorchState CreateState(Parameter parameter);

    /// <summary>Adds the groups of a constructor; if one is refused, what was made for those before it is freed.</summary>
    protected void AddParamGroups(IEnumerable<ParamGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        try
        {
            foreach (ParamGroup group in groups)
                add_param_group(group);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A hyperparameter of the groups to come, by its place in the constructor.</summary>
    protected double GetDefault(int index) => _defaultOptions.Get(index)!.Value;

    /// <summary>Sets a hyperparameter by its place in the constructor, of all groups and of those to come.</summary>
    protected void SetEverywhere(int index, double value)
    {
        _defaultOptions.Set(index, value);
        foreach (GroupBinding group in _groups)
            ((TorchOptions)group.Group.Options).Set(index, value);
    }

    /// <summary>
    /// Frees the state. The finalizer leaves it alone: state tensors have finalizers of their own, and their native memory must
    /// not be freed twice.
    /// </summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || _isDisposed)
            return;
        _isDisposed = true;
        foreach (GroupBinding group in _groups)
        {
            foreach (IParameterBinding parameter in group.Parameters)
                parameter.Dispose();
        }
        _engine.Dispose();
    }

    private IReadOnlyDictionary<string, TorchState> NamedStates() =>
        _byName.Count == _state.Count
            ? _byName
            : throw new InvalidOperationException($"State goes by name here, and some parameters of {Description.Name} have none: make it with named_parameters().");

    private TorchOptions CheckOptions(ParamGroup group)
    {
        OptimizerOptions? given = group.Options;
        if (given is null)
            return CreateOptions();
        if (given is not TorchOptions options || options.Optimizer != Description)
            throw new ArgumentException($"The options of the param group are not those of {Description.Name}: use {Description.Name}.Options.");
        if (options.Owner is not null)
            throw new ArgumentException($"The options of the param group are those of another group already: give it a {Description.Name}.Options of its own.");
        return options;
    }

    /// <summary>Refuses a group as a whole, so that none of it is added.</summary>
    private Candidate[] CheckParameters(ParamGroup group)
    {
        Parameter[] given = group.Parameters?.ToArray() ?? throw new ArgumentException("The param group has no parameters.");
        IReadOnlyList<string>? names = (group as INamedParameters)?.Names;
        if (names is not null && names.Count != given.Length)
            throw new ArgumentException($"The param group has {given.Length} parameters and {names.Count} names.");
        var handles = new HashSet<nint>();
        HashSet<nint> memory = OwnMemory();
        var parameters = new List<Candidate>();
        for (int i = 0; i < given.Length; i++)
        {
            string name = names?[i] ?? "";
            string what = name.Length > 0 ? $"Parameter '{name}'" : $"Parameter {i} of the group";
            TensorFormat format = ParameterCheck.Check(given[i], what, Description.Name);
            if (!handles.Add(given[i].Handle))
                continue;
            if (_state.ContainsKey(given[i].Handle))
                throw new ArgumentException($"{what} is in another param group of {Description.Name} already; it would be updated twice a step.");
            if (name.Length > 0 && (_byName.ContainsKey(name) || parameters.Exists(other => other.Name == name)))
                throw new ArgumentException($"Two parameters of {Description.Name} are named '{name}'. State is found by name: give each its own.");
            if (MemoryOf(given[i]) is var start && start != 0 && !memory.Add(start))
                throw new ArgumentException($"{what} shares its memory with another parameter; it would be updated twice a step. Give {Description.Name} one of them.");
            parameters.Add(new Candidate(name, given[i], format, ProgramOf(name, what, given[i])));
        }
        return [.. parameters];
    }

    /// <summary>Where the parameters lie now; those that were replaced lie nowhere.</summary>
    private HashSet<nint> OwnMemory() =>
        [.. parameters().Where(parameter => !parameter.IsInvalid).Select(MemoryOf)];

    private static unsafe nint MemoryOf(Parameter parameter) => (nint)LibTorch.Data(parameter.Handle);

    /// <summary>The engine of the program that a parameter is stepped by.</summary>
    private StepEngine ProgramOf(string name, string what, Parameter parameter)
    {
        IReadOnlyList<ProgramInfo> programs = Description.Programs;
        if (name.Length == 0 && programs.Any(program => program.Match != "*"))
            throw new ArgumentException($"{Description.Name} has chains for parameters of some names: give it names, as named_parameters() does.");
        int number = 0;
        while (!programs[number].IsFor(name, checked((int)parameter.Dimensions)))
            number++;
        StepEngine program = _engine.OfProgram(number);
        if (parameter.device_type != DeviceType.CPU && !program.TakesForeignParameters)
        {
            throw new ArgumentException(
                $"{what} is on {parameter.device}, where {Description.Name} cannot step it: its random numbers, or its values of rows, columns and blocks, "
                + "need kernels, and there are some for the CPU alone.");
        }
        return program;
    }

    private IParameterBinding Add(Candidate candidate, StepGroup group)
    {
        (string name, Parameter parameter, TensorFormat format, StepEngine program) = candidate;
        var shape = new TensorShape(parameter.shape);
        bool hasKernels = parameter.device_type == DeviceType.CPU;
        StepParameter engineParameter = hasKernels ? format.AddParameter(program, group, shape) : program.AddForeignParameter(group, shape);
        TorchState state = CreateState(parameter);
        state.Attach(this, name, engineParameter);
        _state[parameter.Handle] = state;
        if (name.Length > 0)
            _byName.Add(name, state);
        var tensor = new BoundTensor(parameter, state, engineParameter);
        return hasKernels ? new ParameterBinding(program, tensor, format) : new ForeignBinding(tensor, program.Plan.ScratchArrays);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>A parameter that can be added.</summary>
    private sealed record Candidate(string Name, Parameter Parameter, TensorFormat Format, StepEngine Program);
}
