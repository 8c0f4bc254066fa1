using System.Text;
using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>
/// A <c>torch.optim</c> optimizer whose step is compiled from a recipe. Classes generated for TorchSharp derive from it. In the
/// CPU's memory and in that of CUDA devices a step works on the elements in place and makes no tensor; elsewhere it is made of
/// TorchSharp's operations. Devices and types may be mixed.
/// </summary>
/// <remarks>
/// On a CUDA device a step is queued in the default stream, which is TorchSharp's, and nothing waits for it unless the recipe
/// skips steps. Its kernels are compiled when the first parameter is added and kept on disk. Where the driver or the
/// compiler, NVRTC, is missing, or where tensors on several devices would wait for each other, TorchSharp's operations step
/// in: <see cref="TorchState.Backend"/> and <see cref="TorchState.WhyTensorCode"/> tell.
/// A parameter is updated when it has a gradient, frozen or not. One that is given twice in a group is updated once. One whose
/// elements do not lie one after another is copied to and fro in each step. What a step writes, autograd does not see: a
/// second <c>backward</c> through a graph that was built before the step uses the new values without complaint.
/// </remarks>
public abstract class TorchOptimizer : OptimizerHelper
{
    private readonly TorchEngines _engines;
    private readonly TorchOptions _defaultOptions;
    private readonly List<GroupBinding> _groups = [];
    private readonly Dictionary<string, TorchState> _byName = new(StringComparer.Ordinal);
    private PendingLoad? _pending;
    private bool _isDisposed;

    /// <summary>Makes an optimizer without parameters.</summary>
    /// <param name="info">What its recipe says of it.</param>
    /// <param name="engine">What runs its programs on the CPU; it is disposed with the optimizer.</param>
    /// <param name="defaults">The options that groups take where they set none.</param>
    protected TorchOptimizer(OptimizerInfo info, StepEngine engine, TorchOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(defaults);
        Description = info;
        _engines = new TorchEngines(engine, CreateEngine, Math.Max(1, info.Programs.Count));
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
    public OptimizerPlan Plan => _engines.Host.Plan;

    /// <summary>t: the steps taken, those that were skipped not counted.</summary>
    public long StepCount
    {
        get => _engines.StepCount;
        internal set => _engines.StepCount = value;
    }

    /// <summary>The steps that the optimizer skipped, as its recipe has it do.</summary>
    public long SkippedSteps => _engines.SkippedSteps;

    /// <summary>The threads that work on a step on the CPU, the caller's included; at first one for each processor. The result does not depend on it.</summary>
    public int Threads
    {
        get => _engines.Host.Threads;
        set => _engines.Host.Threads = value;
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
        var group = new GroupBinding(param_group, values);
        _groups.Add(group);
        try
        {
            foreach (Candidate parameter in parameters)
                group.Parameters.Add(Add(parameter, values));
        }
        catch
        {
            Remove(group);
            throw;
        }
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
        _engines.Step();
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

    /// <summary>
    /// Copies the options and states of a state dict, all of it or nothing. Parameters that have names on both sides go by name,
    /// others by their place.
    /// </summary>
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
        var options = new List<(TorchOptions Target, TorchOptions Source)>();
        for (int i = 0; i < own.Options.Count; i++)
            options.Add(((TorchOptions)own.Options[i], ((TorchOptions)own.Options[i]).Alike(state_dict.Options[i])));
        var states = new List<(TorchState Target, TorchState Source)>();
        for (int i = 0; i < own.State.Count; i++)
        {
            var target = (TorchState)own.State[i];
            if (state_dict.State[i] is TorchState { Name.Length: > 0 } named && target.Name.Length > 0)
                target = StateOf(named.Name) ?? throw UnknownName.Error($"{Description.Name} has no parameter", named.Name, _byName.Keys);
            states.Add((target, target.Alike(state_dict.State[i])));
        }
        foreach ((TorchState target, TorchState source) in states.Where(pair => pair.Target != pair.Source))
            target.LoadStateDict(source);
        foreach ((TorchOptions target, TorchOptions source) in options.Where(pair => pair.Target != pair.Source))
            target.LoadStateDict(source);
    }

    /// <summary>
    /// Saves the state dict to a file. One of that name is replaced in one move, after the new one is whole; called through the
    /// base class it is written in place.
    /// </summary>
    /// <param name="location">The file's path; <c>.partial</c> is appended to it meanwhile.</param>
    /// <exception cref="IOException">It cannot be written; a file that was there before is still there.</exception>
    public new void save_state_dict(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        string partial = location + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
                save_state_dict(writer);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, location, overwrite: true);
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

    /// <summary>Options read their part of a file.</summary>
    internal void Load(TorchOptions options, Func<SavedOptions> read)
    {
        if (_groups.Count > 0 && _groups[0].Group.Options == options)
            BeginLoad();
        Load(read, saved => _pending!.Add(saved), options.Take, isNext: _pending?.IsNext(options) == true);
    }

    /// <summary>A state reads its part of a file.</summary>
    internal void Load(TorchState state, Func<SavedState> read) =>
        Load(read, saved => _pending!.Add(saved), saved => { using (saved) saved.Apply(); }, isNext: _pending?.IsNext(state) == true);

    internal TorchState? StateOf(string parameter) => _byName.GetValueOrDefault(parameter);

    /// <summary>An engine of the optimizer's programs on a CUDA device.</summary>
    /// <exception cref="NotSupportedException">Kernels cannot do what a program does; the message says what.</exception>
    protected abstract StepEngine CreateEngine(CudaDevice device);

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
        EndLoad();
        foreach (GroupBinding group in _groups)
        {
            foreach (IParameterBinding parameter in group.Parameters)
                parameter.Dispose();
        }
        _engines.Dispose();
    }

    /// <summary>Takes back a group that could not be added whole; what engines have of it gets no gradient any more.</summary>
    private void Remove(GroupBinding group)
    {
        _groups.Remove(group);
        foreach (IParameterBinding parameter in group.Parameters)
        {
            _state.Remove(parameter.Tensor.Parameter.Handle);
            _byName.Remove(parameter.Tensor.State.Name);
            parameter.Dispose();
        }
    }

    private void BeginLoad()
    {
        EndLoad();
        StateDictionary own = state_dict();
        _pending = new PendingLoad([.. own.Options.Cast<TorchOptions>()], [.. own.State.Cast<TorchState>()]);
    }

    private void EndLoad()
    {
        _pending?.Dispose();
        _pending = null;
    }

    /// <summary>Reads a part of a file: the next of a state dict, or one that somebody loads alone.</summary>
    private void Load<T>(Func<T> read, Action<T> add, Action<T> applyAlone, bool isNext)
    {
        if (!isNext)
        {
            applyAlone(read());
            return;
        }
        try
        {
            add(read());
        }
        catch
        {
            EndLoad();
            throw;
        }
        if (!_pending!.IsComplete)
            return;
        _pending.Apply();
        EndLoad();
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
            parameters.Add(new Candidate(name, given[i], format, ProgramOf(name, given[i])));
        }
        return [.. parameters];
    }

    /// <summary>Where the parameters lie now; those that were replaced lie nowhere.</summary>
    private HashSet<nint> OwnMemory() =>
        [.. parameters().Where(parameter => !parameter.IsInvalid).Select(MemoryOf)];

    private static unsafe nint MemoryOf(Parameter parameter) => (nint)LibTorch.Data(parameter.Handle);

    /// <summary>The number of the program that a parameter is stepped by.</summary>
    private int ProgramOf(string name, Parameter parameter)
    {
        IReadOnlyList<ProgramInfo> programs = Description.Programs;
        if (name.Length == 0 && programs.Any(program => program.Match != "*"))
            throw new ArgumentException($"{Description.Name} has chains for parameters of some names: give it names, as named_parameters() does.");
        int number = 0;
        while (!programs[number].IsFor(name, checked((int)parameter.Dimensions)))
            number++;
        return number;
    }

    private IParameterBinding Add(Candidate candidate, StepGroup values)
    {
        (string name, Parameter parameter, TensorFormat format, int program) = candidate;
        TorchState state = CreateState(parameter);
        var tensor = new BoundTensor(parameter, state, format, program);
        if (_engines.CannotWaitFor(tensor.Place) is { } device)
            LeaveKernels(device);
        EngineParameter run = _engines.Add(tensor.Place, program, format, values, new TensorShape(parameter.shape));
        state.Attach(this, name, run);
        _state[parameter.Handle] = state;
        if (name.Length > 0)
            _byName.Add(name, state);
        return run.Bind(tensor);
    }

    /// <summary>Has what the kernels of a CUDA device have stepped so far go on as TorchSharp's operations, which the CPU's tensors can wait for.</summary>
    private void LeaveKernels(int device)
    {
        foreach (GroupBinding group in _groups)
        {
            for (int i = 0; i < group.Parameters.Count; i++)
            {
                BoundTensor tensor = group.Parameters[i].Tensor;
                EngineParameter run = _engines.AddTensorCode(tensor.Program, group.Values, tensor.Engine.Shape, TorchEngines.OnSeveralDevices, tensor.Engine.Ordinal);
                tensor.State.Move(run);
                (group.Parameters[i] as KernelBinding)?.FreeCopies();
                group.Parameters[i] = run.Bind(tensor);
                group.Parameters[i].SetMaximize(group.Maximizes);
            }
        }
        _engines.GiveUp(device, TorchEngines.OnSeveralDevices);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>A parameter that can be added.</summary>
    private sealed record Candidate(string Name, Parameter Parameter, TensorFormat Format, int Program);
}
