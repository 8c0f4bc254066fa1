namespace StableSpamCompose.Execution;

/// <summary>
/// Steps a program that folds groups or skips steps: level by level, each over all tensors, since at a barrier a tensor
/// needs what all others have come to.
/// </summary>
/// <remarks>Stages and folds run on the caller's thread, in the order in which the parameters were added; only passes are shared out.</remarks>
internal sealed class LevelSteps<TProgram, TStep, TTensor> : IWork
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    private readonly StepLevel[] _levels = TProgram.Levels.ToArray();
    private readonly GroupReduction[] _reductions = TProgram.GroupReductions.ToArray();
    private readonly Func<StepParameter, TensorWorkspace<TTensor>, TensorRun<TProgram, TStep, TTensor>> _begin;

    /// <summary>All parameters and what each needs through the step, by their ordinals.</summary>
    private StepParameter[] _parameters = [];
    private TensorWorkspace<TTensor>[] _workspaces = [];
    private TensorRun<TProgram, TStep, TTensor>[] _runs = [];
    private GroupFolds? _folds;
    private TensorShares? _shares;
    private int _pass;

    /// <param name="begin">Begins the step of a tensor.</param>
    public LevelSteps(Func<StepParameter, TensorWorkspace<TTensor>, TensorRun<TProgram, TStep, TTensor>> begin) => _begin = begin;

    /// <summary>Whether the program needs it: whether tensors wait for each other, or for the decision to skip.</summary>
    public static bool AreNeeded => TProgram.GroupReductions.Length > 0 || TProgram.SkipStage >= 0;

    /// <summary>Allocates what steps need.</summary>
    public void Prepare(IEnumerable<StepParameter> parameters, Func<StepParameter, TensorWorkspace<TTensor>> createWorkspace)
    {
        _parameters = [.. parameters];
        _workspaces = Array.ConvertAll(_parameters, parameter => createWorkspace(parameter));
        _runs = new TensorRun<TProgram, TStep, TTensor>[_parameters.Length];
        _folds = new GroupFolds(_reductions, _parameters);
    }

    /// <summary>Steps every parameter that has a gradient; false if the step is skipped, with everything as it was.</summary>
    /// <param name="shares">The tensors of the step.</param>
    /// <param name="pool">Threads to share them out to; null for the caller alone.</param>
    /// <param name="spread">Spreads the passes of large tensors; null with the pool.</param>
    public bool Run(TensorShares shares, WorkerPool? pool, SpreadPass<TStep, TTensor>? spread)
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (parameter.HasGradient)
                _runs[parameter.Ordinal] = _begin(parameter, _workspaces[parameter.Ordinal]);
        }
        _shares = shares;
        for (int stage = 0; ; stage++)
        {
            Compute(stage);
            if (stage == TProgram.SkipStage && IsSkipped())
                return false;
            if (stage == _levels.Length)
                return true;
            if (_levels[stage].Pass >= 0)
                RunPass(_levels[stage].Pass, pool, spread);
            if (_levels[stage].FoldsGroups)
                FoldGroups(stage);
        }
    }

    /// <summary>Frees what steps needed.</summary>
    public void Release()
    {
        foreach (TensorWorkspace<TTensor> workspace in _workspaces)
            workspace.Dispose();
        _workspaces = [];
    }

    /// <summary>Runs the pass over one small tensor.</summary>
    void IWork.Run(int item, int worker) => _runs[_shares!.Small[item].Ordinal].RunPass(_pass, spread: null);

    private void Compute(int stage)
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (parameter.HasGradient)
                _runs[parameter.Ordinal].Compute(stage);
        }
    }

    private bool IsSkipped()
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (parameter.HasGradient && TProgram.Skips(in _runs[parameter.Ordinal].Tensor))
                return true;
        }
        return false;
    }

    private void RunPass(int pass, WorkerPool? pool, SpreadPass<TStep, TTensor>? spread)
    {
        foreach (StepParameter parameter in _shares!.Large)
            _runs[parameter.Ordinal].RunPass(pass, spread);
        _pass = pass;
        if (pool is not null && _shares.AreSmallWorthSharing)
        {
            pool.Run(this, _shares.Small.Length);
            return;
        }
        foreach (StepParameter parameter in _shares.Small)
            _runs[parameter.Ordinal].RunPass(pass, spread: null);
    }

    private unsafe void FoldGroups(int level)
    {
        foreach (StepParameter parameter in _parameters)
        {
            if (!parameter.HasGradient)
                continue;
            ref readonly TensorRun<TProgram, TStep, TTensor> run = ref _runs[parameter.Ordinal];
            TProgram.Contribute(level, in run.Step, in run.Tensor, _folds!.Contribution(parameter));
        }
        _folds!.Fold();
    }
}
