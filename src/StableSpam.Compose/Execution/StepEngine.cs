using System.Runtime.Intrinsics;
using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>
/// Steps the parameters of one optimizer: keeps their state and clocks and runs its program. A host adds parameters, says
/// before each step where their arrays are, and steps. It is used by one thread at a time.
/// </summary>
public abstract class StepEngine : IDisposable
{
    private readonly List<StepParameter> _parameters = [];
    private StepEngine? _whole;
    private int _threads = Environment.ProcessorCount;
    private int _laneCount = WidestLaneCount;
    private bool _isPrepared;
    private bool _isDisposed;

    private protected StepEngine(OptimizerPlan plan)
    {
        Plan = plan;
        Layout = new StateLayout(plan.States);
    }

    /// <summary>The most numbers that this machine computes side by side: 16, 8, 4 or 1.</summary>
    public static int WidestLaneCount =>
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>The passes, states and costs of the program.</summary>
    public OptimizerPlan Plan { get; }

    /// <summary>The parameters, in the order they were added.</summary>
    public IReadOnlyList<StepParameter> Parameters => _parameters;

    /// <summary>t: the steps taken, those that the program skipped not counted.</summary>
    public long StepCount { get; set; }

    /// <summary>The steps that the program skipped.</summary>
    public long SkippedSteps { get; internal set; }

    /// <summary>The threads that work on a step, the caller's included; one leaves the others alone. The result does not depend on it.</summary>
    public int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _isPrepared &= value == _threads;
            _threads = value;
        }
    }

    /// <summary>How many numbers kernels compute side by side: 16, 8, 4 or 1; at first the most. The result does not depend on it.</summary>
    public int LaneCount
    {
        get => _laneCount;
        set => _laneCount = value is 16 or 8 or 4 or 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Kernels compute 16, 8, 4 or 1 numbers side by side.");
    }

    /// <summary>Bytes that an element takes of a state that the recipe keeps in fp32.</summary>
    public abstract int StateSize { get; }

    /// <summary>Whether the program has passes for tensors that kernels cannot reach.</summary>
    public virtual bool TakesForeignParameters => false;

    /// <summary>The program's way through a step that has barriers; null where no tensor waits for another.</summary>
    internal virtual ILevelSteps? Levels => null;

    /// <summary>What is kept for each group; shared with the other programs of the chain.</summary>
    private protected Dictionary<StepGroup, GroupMemory> Groups { get; private set; } = [];

    private protected StateLayout Layout { get; }

    /// <summary>The engine that parameters of one of the optimizer's programs are added to; the only one is its own.</summary>
    /// <param name="program">Number of the program.</param>
    public virtual StepEngine OfProgram(int program)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(program, 0);
        return this;
    }

    /// <summary>Adds a parameter in the engine's own storage, with its state as it is before the first update.</summary>
    /// <param name="group">Whose learning rate and hyperparameters it takes.</param>
    /// <param name="shape">Its sizes, and how it is cut.</param>
    public abstract StepParameter AddParameter(StepGroup group, TensorShape shape);

    /// <summary>Adds a parameter, with its state as it is before the first update.</summary>
    /// <typeparam name="TParameter">How it lies in memory.</typeparam>
    /// <typeparam name="TGradient">How its gradient lies in memory.</typeparam>
    /// <param name="group">Whose learning rate and hyperparameters it takes.</param>
    /// <param name="shape">Its sizes, and how it is cut.</param>
    public StepParameter AddParameter<TParameter, TGradient>(StepGroup group, TensorShape shape)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(group);
        StepParameter parameter = CreateParameter<TParameter, TGradient>(group, shape);
        parameter.Engine = this;
        parameter.Place = _parameters.Count;
        Add(parameter);
        _whole?.Add(parameter);
        return parameter;
    }

    /// <summary>
    /// Adds a parameter whose elements kernels cannot reach; the engine's <see cref="IForeignPasses{TStep, TTensor}"/> update it
    /// and keep its element states.
    /// </summary>
    /// <param name="group">Whose learning rate and hyperparameters it takes.</param>
    /// <param name="shape">Its sizes, and how it is cut.</param>
    /// <exception cref="InvalidOperationException">The engine has no such passes.</exception>
    public StepParameter AddForeignParameter(StepGroup group, TensorShape shape)
    {
        if (!TakesForeignParameters)
            throw new InvalidOperationException("The program has no passes for tensors that kernels cannot reach.");
        StepParameter parameter = AddParameter(group, shape);
        parameter.Kernels = -1;
        parameter.FreeElementStates();
        return parameter;
    }

    /// <summary>Says anew how a parameter and its gradient lie in memory; an element takes as many bytes as before.</summary>
    /// <typeparam name="TParameter">How it lies in memory.</typeparam>
    /// <typeparam name="TGradient">How its gradient lies in memory.</typeparam>
    /// <param name="parameter">A parameter of this engine.</param>
    public void UseStorage<TParameter, TGradient>(StepParameter parameter)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(parameter);
        int kernels = KernelsFor<TParameter, TGradient>();
        if (kernels == parameter.Kernels)
            return;
        parameter.Kernels = kernels;
        ForgetPreparation();
        _whole?.ForgetPreparation();
    }

    /// <summary>Takes a step with every parameter that has a gradient, or leaves everything as it is if the program skips it.</summary>
    public void Step()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_whole is not null)
            throw new InvalidOperationException("One program of several is stepped with the others, by the engine of all of them.");
        EnsurePrepared();
        if (StepParameters(StepCount + 1))
            StepCount++;
        else
            SkippedSteps++;
        // The finalizers of the state must not run while only pointers to it are in use.
        GC.KeepAlive(this);
    }

    /// <summary>Makes this engine one of a program among several, which <paramref name="whole"/> steps.</summary>
    /// <param name="whole">The engine of all of them.</param>
    /// <param name="chain">A program on the same chain, whose group states it shares; null for the first.</param>
    internal void BecomePartOf(StepEngine whole, StepEngine? chain)
    {
        if (_whole is not null || _parameters.Count > 0)
            throw new ArgumentException("An engine that has parameters, or is part of another, cannot become part of one.");
        _whole = whole;
        Groups = chain?.Groups ?? Groups;
    }

    /// <summary>Whether it is the engine of one program among several.</summary>
    private protected bool IsOneOfSeveral => _whole is not null;

    /// <summary>Makes the folds that programs with barriers share: of this kind of engine.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="parameters">Their parameters, in the order in which they were added to the optimizer.</param>
    internal abstract IGroupFolds CreateFolds(StepEngine[] programs, StepParameter[] parameters);

    /// <summary>Allocates what steps need, if that has changed.</summary>
    internal void EnsurePrepared()
    {
        if (!_isPrepared)
            Prepare();
        _isPrepared = true;
    }

    /// <summary>Begins step number <paramref name="stepClock"/>: computes what the host knows, and has nothing written yet.</summary>
    internal abstract void Begin(double stepClock);

    /// <summary>Steps the tensors of a program without levels, none of which waits for another, to the end.</summary>
    internal abstract void StepTensors();

    /// <summary>Ends a step that was not skipped.</summary>
    internal abstract void Commit();

    /// <summary>Brings the states of tensors and groups to the host, where they are not there already.</summary>
    public virtual void ReadStates()
    {
    }

    /// <summary>Takes over what was written through <see cref="StepParameter.HostState"/>, where states are not on the host.</summary>
    public virtual void WriteStates()
    {
    }

    /// <summary>Copies a state with several values to the host, as it lies in memory.</summary>
    /// <param name="parameter">Whose.</param>
    /// <param name="state">Its number in the plan.</param>
    /// <param name="destination">Room for all its values, in the state's own format: fp32 for rows, columns and blocks, double for matrices.</param>
    public virtual unsafe void ReadElementState(StepParameter parameter, int state, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (parameter.Engine != this)
        {
            parameter.Engine!.ReadElementState(parameter, state, destination);
            return;
        }
        new ReadOnlySpan<byte>(StateWithSize(parameter, state, destination.Length), destination.Length).CopyTo(destination);
    }

    /// <summary>Copies a state with several values from the host, as it lies in memory.</summary>
    /// <param name="parameter">Whose.</param>
    /// <param name="state">Its number in the plan.</param>
    /// <param name="source">All its values, in the state's own format: fp32 for rows, columns and blocks, double for matrices.</param>
    public virtual unsafe void WriteElementState(StepParameter parameter, int state, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (parameter.Engine != this)
        {
            parameter.Engine!.WriteElementState(parameter, state, source);
            return;
        }
        source.CopyTo(new Span<byte>(StateWithSize(parameter, state, source.Length), source.Length));
    }

    /// <summary>Frees the state of all parameters.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (StepParameter parameter in _parameters)
            parameter.FreeState();
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where a state with several values is; refuses a buffer that is not as long.</summary>
    private protected unsafe void* StateWithSize(StepParameter parameter, int state, int bytes)
    {
        StateInfo info = Plan.States[state];
        int size = info.IsPart ? PartArray.SizeOf(info.Scope) : info.Type == ElementType.Float32 ? StateSize : ElementFormat.Of(info.Type)!.Size;
        nint needed = parameter.Shape.Count(info.Scope) * size;
        if (bytes != needed)
            throw new ArgumentException($"State {info.Name} of this parameter takes {needed} bytes, and the buffer has {bytes}.");
        return info.IsPart ? parameter.PartState(state) : parameter.ElementState(state);
    }

    private protected abstract StepParameter CreateParameter<TParameter, TGradient>(StepGroup group, TensorShape shape)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage;

    private protected virtual int KernelsFor<TParameter, TGradient>()
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage =>
        throw new NotSupportedException("An engine of several programs has no kernels: ask that of the parameter's program.");

    /// <summary>Allocates what steps need, after parameters were added or the number of threads was changed.</summary>
    private protected abstract void Prepare();

    /// <summary>Takes step number <paramref name="stepClock"/>; false if it is skipped.</summary>
    private protected abstract bool StepParameters(double stepClock);

    private protected abstract void Release();

    private void Add(StepParameter parameter)
    {
        parameter.Ordinal = _parameters.Count;
        _parameters.Add(parameter);
        ForgetPreparation();
    }

    private void ForgetPreparation() => _isPrepared = false;
}
