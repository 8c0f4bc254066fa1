using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>Steps with the program <typeparamref name="TProgram"/> on state in fp32; so are parameters and gradients unless they are added otherwise.</summary>
/// <param name="foreign">What runs the passes over tensors that kernels cannot reach; null for none.</param>
public class StepEngine<TProgram, TStep, TTensor>(IForeignPasses<TStep, TTensor>? foreign = null)
    : StepEngine<TProgram, TStep, TTensor, Float32, Float32, Float32>(foreign)
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged;

/// <summary>Steps with the program <typeparamref name="TProgram"/>.</summary>
/// <remarks>
/// All passes of a tensor run before the next tensor starts, so that what a pass leaves in cache the next one finds there;
/// a program that folds groups or skips steps goes by <see cref="LevelSteps{TProgram, TStep, TTensor}"/> instead.
/// </remarks>
/// <typeparam name="TProgram">The program.</typeparam>
/// <typeparam name="TStep">Its step values.</typeparam>
/// <typeparam name="TTensor">Its tensor values.</typeparam>
/// <typeparam name="TParameter">How parameters lie in memory, unless they are added otherwise.</typeparam>
/// <typeparam name="TGradient">How gradients lie in memory, unless they are added otherwise.</typeparam>
/// <typeparam name="TState">How element states lie in memory.</typeparam>
public unsafe class StepEngine<TProgram, TStep, TTensor, TParameter, TGradient, TState> : StepEngine
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
    where TParameter : struct, IStorage
    where TGradient : struct, IStorage
    where TState : struct, IStorage
{
    /// <summary>The passes, once for each pair of storages that some parameter has.</summary>
    private readonly List<PassKernels<TStep, TTensor>> _kernels = [];

    private readonly IForeignPasses<TStep, TTensor>? _foreign;
    private readonly PassInfo[] _passes;
    private readonly PartArray[] _parts = TProgram.PartArrays.ToArray();
    private readonly StepLevel[] _ownLevels = TProgram.Levels.ToArray();
    private readonly StepTable<TProgram, TStep, TTensor> _steps;
    private readonly SmallTensors _smallTensors;
    private readonly LevelSteps<TProgram, TStep, TTensor>? _levelSteps;
    private JointLevels? _levels;

    /// <summary>All parameters, longest first: the short ones fill the gaps at the end of a step.</summary>
    private StepParameter[] _byLength = [];
    private TensorShares _shares = new(0, 1, 0);
    private TensorRun<TProgram, TStep, TTensor>? _shared;
    private TensorRun<TProgram, TStep, TTensor>[] _own = [];
    private WorkerPool? _pool;
    private SpreadPass<TStep, TTensor>? _spread;

    /// <summary>Makes an engine without parameters.</summary>
    /// <param name="foreign">What runs the passes over tensors that kernels cannot reach; null for none.</param>
    public StepEngine(IForeignPasses<TStep, TTensor>? foreign = null)
        : base(TProgram.Plan)
    {
        _foreign = foreign;
        _passes = new PassInfo[Plan.Passes.Count];
        for (int pass = 0; pass < _passes.Length; pass++)
        {
            var reader = default(PassReader);
            TProgram.Dispatch<TParameter, TGradient, TState, PassReader>(pass, ref reader);
            _passes[pass] = reader.Info;
        }
        foreach (SpeculativeFold fold in TProgram.SpeculativeFolds)
            _passes[fold.Pass].Speculative = fold;
        bool isBackwards = false;
        foreach (PassInfo pass in _passes.Where(pass => pass.Speculative is null))
        {
            pass.IsBackwards = isBackwards;
            isBackwards = !isBackwards;
        }
        if (_ownLevels.Length == 0)
            _ownLevels = PassAfterPass(_passes.Length);
        _steps = new StepTable<TProgram, TStep, TTensor>(Layout.Steps.Length);
        _smallTensors = new SmallTensors(this);
        _levelSteps = LevelSteps<TProgram, TStep, TTensor>.AreNeeded ? new(Begin) : null;
    }

    /// <inheritdoc/>
    public override int StateSize => TState.Size;

    /// <inheritdoc/>
    public override bool TakesForeignParameters => _foreign is not null;

    internal override ILevelSteps? Levels => _levelSteps;

    internal override IGroupFolds CreateFolds(StepEngine[] programs, StepParameter[] parameters) =>
        GroupFolds.Of([.. programs.Select(program => (IHostLevelSteps)program.Levels!)], parameters);

    /// <inheritdoc/>
    public override StepParameter AddParameter(StepGroup group, TensorShape shape) =>
        AddParameter<TParameter, TGradient>(group, shape);

    private static StepLevel[] PassAfterPass(int passes)
    {
        var levels = new StepLevel[passes];
        for (int pass = 0; pass < passes; pass++)
            levels[pass] = new StepLevel(pass, FoldsGroups: false);
        return levels;
    }

    private protected override int KernelsFor<TItsParameter, TItsGradient>()
    {
        int kernels = _kernels.FindIndex(
            known => known is PassKernels<TProgram, TStep, TTensor, TItsParameter, TItsGradient, TState>);
        if (kernels < 0)
        {
            kernels = _kernels.Count;
            _kernels.Add(new PassKernels<TProgram, TStep, TTensor, TItsParameter, TItsGradient, TState>());
        }
        return kernels;
    }

    private protected override StepParameter CreateParameter<TItsParameter, TItsGradient>(StepGroup group, TensorShape shape)
    {
        if (!Groups.TryGetValue(group, out GroupMemory? groupMemory))
            Groups.Add(group, groupMemory = new GroupMemory(Layout, TProgram.GroupReductions.Length));
        StepParameter parameter = StepParameter.Create<TState>(group, groupMemory, shape, Layout);
        parameter.Kernels = KernelsFor<TItsParameter, TItsGradient>();
        return parameter;
    }

    private protected override void Prepare()
    {
        Release();
        _byLength = [.. Parameters.OrderByDescending(parameter => parameter.Length)];
        nint length = 0;
        foreach (StepParameter parameter in _byLength)
            length += parameter.Length;
        _shares = new TensorShares(_byLength.Length, Threads, length);
        _steps.Reserve(_byLength.Length);
        _pool = _shares.AreWorthSharing(length) ? WorkerPool.Shared(Threads) : null;
        _spread = _pool is null ? null : new SpreadPass<TStep, TTensor>(_pool);
        if (_levelSteps is null)
            CreateRuns();
        else
            _levelSteps.Prepare(Parameters, parameter => CreateRun([parameter]));
        _levels = null;
    }

    private protected override bool StepParameters(double stepClock)
    {
        Begin(stepClock);
        if (_levelSteps is null)
            StepTensors();
        else if (!(_levels ??= new JointLevels([_levelSteps], CreateFolds([this], [.. Parameters]))).Run())
            return false;
        Commit();
        return true;
    }

    internal override void Begin(double stepClock)
    {
        _steps.Clear();
        _shares.Clear();
        foreach (StepParameter parameter in _byLength)
        {
            if (!parameter.HasGradient)
                continue;
            parameter.StepEntry = _steps.Resolve(parameter, stepClock);
            _shares.Add(parameter);
        }
        foreach (GroupMemory group in Groups.Values)
            group.Begin();
        _levelSteps?.Begin(_shares, _pool, _spread);
    }

    internal override void Commit()
    {
        if (_levelSteps is not null)
        {
            foreach (StepParameter parameter in _byLength)
            {
                if (parameter.HasGradient)
                    _steps.Commit(parameter);
            }
        }
        foreach (GroupMemory group in Groups.Values)
            group.Commit();
    }

    private protected override void Release()
    {
        _shared?.Dispose();
        _shared = null;
        foreach (TensorRun<TProgram, TStep, TTensor> run in _own)
            run.Dispose();
        _own = [];
        _levelSteps?.Release();
    }

    /// <summary>A large tensor is stepped alone, small ones one on each thread.</summary>
    private void CreateRuns()
    {
        StepParameter[] large = [.. _byLength.Where(parameter => _shares.IsLarge(parameter.Length))];
        if (large.Length > 0)
            _shared = CreateRun(large);
        _own = new TensorRun<TProgram, TStep, TTensor>[Threads];
        for (int i = 0; i < _own.Length; i++)
            _own[i] = CreateRun(_byLength[large.Length..]);
    }

    /// <summary>With room for the step of any of these.</summary>
    private TensorRun<TProgram, TStep, TTensor> CreateRun(StepParameter[] parameters)
    {
        var size = new WorkspaceSize(_passes, _parts, Plan.ScratchArrays, parameters);
        return new TensorRun<TProgram, TStep, TTensor>(new TensorWorkspace<TTensor>(size), _passes, _parts, _foreign);
    }

    private void Begin(StepParameter parameter, TensorRun<TProgram, TStep, TTensor> run) =>
        run.Begin(parameter, _steps.Value(parameter.StepEntry), parameter.Kernels < 0 ? null : _kernels[parameter.Kernels], LaneCount);

    internal override void StepTensors()
    {
        foreach (StepParameter parameter in _shares.Large)
            StepTensor(parameter, _shared!, _spread);
        if (_pool is { } pool && _shares.AreSmallWorthSharing)
        {
            pool.Run(_smallTensors, _shares.Batches);
            return;
        }
        foreach (StepParameter parameter in _shares.Small)
            StepTensor(parameter, _own[0], spread: null);
    }

    private void StepTensor(StepParameter parameter, TensorRun<TProgram, TStep, TTensor> run, SpreadPass<TStep, TTensor>? spread)
    {
        Begin(parameter, run);
        run.Compute(0);
        for (int level = 0; level < _ownLevels.Length; level++)
        {
            if (_ownLevels[level].Pass >= 0)
                run.RunPass(_ownLevels[level].Pass, spread);
            run.Compute(level + 1);
        }
        // No tensor waits for another, so that none can be skipped any more.
        _steps.Commit(parameter);
    }

    private struct PassReader : IPassRunner<TStep, TTensor>
    {
        public PassInfo Info;

        public void Run<TPass>()
            where TPass : struct, IPass<TStep, TTensor> =>
            Info = new PassInfo(TPass.Reductions);

        public void RunSegmented<TPass>()
            where TPass : struct, ISegmentedPass<TStep, TTensor> =>
            Info = new PassInfo(TPass.Traversal, TPass.Reductions, TPass.Targets);
    }

    /// <summary>The small tensors of a step, a batch of them an item.</summary>
    private sealed class SmallTensors(StepEngine<TProgram, TStep, TTensor, TParameter, TGradient, TState> engine) : IWork
    {
        public void Run(int item, int worker)
        {
            foreach (StepParameter parameter in engine._shares.Batch(item))
                engine.StepTensor(parameter, engine._own[worker], spread: null);
        }
    }
}
