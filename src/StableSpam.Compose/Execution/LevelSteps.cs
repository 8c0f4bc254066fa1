namespace StableSpamCompose.Execution;

/// <summary>
/// Steps a program that folds groups or skips steps: level by level, each over all tensors, since at a barrier a tensor
/// needs what all others have come to.
/// </summary>
/// <remarks>Stages and folds run on the caller's thread, in the order in which the parameters were added; only passes are shared out.</remarks>
internal sealed class LevelSteps<TProgram, TStep, TTensor> : IHostLevelSteps, IWork
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    private readonly StepLevel[] _levels = TProgram.Levels.ToArray();
    private readonly Action<StepParameter, TensorRun<TProgram, TStep, TTensor>> _begin;

    /// <summary>All parameters and what each needs through the step, by their places.</summary>
    private StepParameter[] _parameters = [];
    private TensorRun<TProgram, TStep, TTensor>[] _runs = [];
    private TensorShares? _shares;
    private WorkerPool? _pool;
    private SpreadPass<TStep, TTensor>? _spread;
    private int _pass;

    /// <summary>The next stage, which is also that before the next level.</summary>
    private int _stage;

    /// <param name="begin">Begins the step of a tensor.</param>
    public LevelSteps(Action<StepParameter, TensorRun<TProgram, TStep, TTensor>> begin) => _begin = begin;

    /// <summary>Whether the program needs it: whether tensors wait for each other, or for the decision to skip.</summary>
    public static bool AreNeeded => TProgram.GroupReductions.Length > 0 || TProgram.SkipStage >= 0;

    /// <inheritdoc/>
    public GroupReduction[] Reductions { get; } = TProgram.GroupReductions.ToArray();

    /// <inheritdoc/>
    public GroupFolds? Folds { get; set; }

    /// <inheritdoc/>
    public bool IsAtBarrier { get; private set; }

    /// <inheritdoc/>
    public int? NextRound
    {
        get
        {
            for (int level = _stage; level < _levels.Length; level++)
            {
                if (_levels[level].FoldsGroups)
                    return _levels[level].Round;
            }
            return null;
        }
    }

    /// <summary>Allocates what steps need.</summary>
    public void Prepare(IEnumerable<StepParameter> parameters, Func<StepParameter, TensorRun<TProgram, TStep, TTensor>> createRun)
    {
        _parameters = [.. parameters];
        _runs = Array.ConvertAll(_parameters, parameter => createRun(parameter));
    }

    /// <summary>Begins a step.</summary>
    /// <param name="shares">The tensors of the step.</param>
    /// <param name="pool">Threads to share them out to; null for the caller alone.</param>
    /// <param name="spread">Spreads the passes of large tensors; null with the pool.</param>
    public void Begin(TensorShares shares, WorkerPool? pool, SpreadPass<TStep, TTensor>? spread)
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (parameter.HasGradient)
                _begin(parameter, _runs[parameter.Place]);
        }
        (_shares, _pool, _spread) = (shares, pool, spread);
        _stage = 0;
        IsAtBarrier = false;
    }

    /// <inheritdoc/>
    public void GoToBarrier()
    {
        while (!_levels[_stage].FoldsGroups)
            RunLevel();
        RunPass(_levels[_stage].Pass);
        Contribute(_stage);
        _stage++;
        IsAtBarrier = true;
    }

    /// <inheritdoc/>
    public bool Leave()
    {
        IsAtBarrier = false;
        Compute(_stage);
        return _stage != TProgram.SkipStage || !IsSkipped();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        while (_stage < _levels.Length)
            RunLevel();
    }

    /// <summary>Frees what steps needed.</summary>
    public void Release()
    {
        foreach (TensorRun<TProgram, TStep, TTensor> run in _runs)
            run.Dispose();
        _runs = [];
    }

    /// <summary>Runs the pass over a batch of small tensors.</summary>
    void IWork.Run(int item, int worker)
    {
        foreach (StepParameter parameter in _shares!.Batch(item))
            _runs[parameter.Place].RunPass(_pass, spread: null);
    }

    /// <summary>Runs a level without a barrier, and the stage that follows.</summary>
    private void RunLevel()
    {
        RunPass(_levels[_stage].Pass);
        Compute(++_stage);
    }

    private void Compute(int stage)
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (parameter.HasGradient)
                _runs[parameter.Place].Compute(stage);
        }
    }

    private bool IsSkipped()
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (parameter.HasGradient && TProgram.Skips(in _runs[parameter.Place].Tensor))
                return true;
        }
        return false;
    }

    private void RunPass(int pass)
    {
        if (pass < 0)
            return;
        foreach (StepParameter parameter in _shares!.Large)
            _runs[parameter.Place].RunPass(pass, _spread);
        _pass = pass;
        if (_pool is not null && _shares.AreSmallWorthSharing)
        {
            _pool.Run(this, _shares.Batches);
            return;
        }
        foreach (StepParameter parameter in _shares.Small)
            _runs[parameter.Place].RunPass(pass, spread: null);
    }

    private unsafe void Contribute(int level)
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (!parameter.HasGradient)
                continue;
            TensorRun<TProgram, TStep, TTensor> run = _runs[parameter.Place];
            TProgram.Contribute(level, in run.Step, in run.Tensor, Folds!.Contribution(parameter));
        }
    }
}
