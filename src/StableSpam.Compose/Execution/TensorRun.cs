namespace StableSpamCompose.Execution;

/// <summary>A tensor on its way through a step: where its arrays are, and what is known of it so far.</summary>
/// <typeparam name="TProgram">The program.</typeparam>
/// <typeparam name="TStep">Its step values.</typeparam>
/// <typeparam name="TTensor">Its tensor values.</typeparam>
internal readonly unsafe struct TensorRun<TProgram, TStep, TTensor>
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    private readonly PassKernels<TStep, TTensor> _kernels;
    private readonly Reduction[][] _reductions;
    private readonly TensorWorkspace<TTensor> _workspace;
    private readonly ChunkRunner<TStep, TTensor> _allChunks;
    private readonly TensorInputs _inputs;

    /// <summary>Begins the step of <paramref name="parameter"/>.</summary>
    /// <param name="parameter">The tensor.</param>
    /// <param name="step">Its step values.</param>
    /// <param name="workspace">Room for what lives until its step ends.</param>
    /// <param name="kernels">The passes, for how its arrays lie in memory.</param>
    /// <param name="reductions">What each pass folds.</param>
    /// <param name="laneCount">How many numbers are computed side by side.</param>
    public TensorRun(
        StepParameter parameter, TStep* step, TensorWorkspace<TTensor> workspace, PassKernels<TStep, TTensor> kernels,
        Reduction[][] reductions, int laneCount)
    {
        _kernels = kernels;
        _reductions = reductions;
        _workspace = workspace;
        _allChunks = new ChunkRunner<TStep, TTensor>
        {
            LaneCount = laneCount,
            Step = step,
            Tensor = workspace.Tensor,
            Memory = new TensorMemory
            {
                Parameter = parameter.Value,
                Gradient = parameter.Gradient,
                States = parameter.ElementStates,
                Scratch = workspace.Scratch,
                Length = parameter.Length,
                Ordinal = (uint)parameter.Ordinal,
            },
            EndChunk = Fold.ChunkCount(parameter.Length),
            Partials = workspace.Partials,
            PartialStride = workspace.PartialStride,
        };
        _inputs = new TensorInputs
        {
            ElementCount = parameter.Length,
            Rank = parameter.Rank,
            Totals = workspace.Totals,
            States = parameter.TensorStates,
            GroupTotals = parameter.GroupMemory.Totals,
            GroupStates = parameter.GroupMemory.States,
            NewGroupStates = parameter.GroupMemory.NewStates,
        };
        *workspace.Tensor = default;
    }

    /// <summary>Its step values.</summary>
    public ref readonly TStep Step => ref *_allChunks.Step;

    /// <summary>Its tensor values.</summary>
    public ref readonly TTensor Tensor => ref *_allChunks.Tensor;

    /// <summary>Computes the tensor values of a stage.</summary>
    public void Compute(int stage) =>
        TProgram.ComputeTensor(stage, in *_allChunks.Step, in _inputs, ref *_allChunks.Tensor);

    /// <summary>Runs a pass and folds what its chunks leave.</summary>
    /// <param name="pass">Number of the pass.</param>
    /// <param name="spread">Spreads it over threads; null for this one alone.</param>
    public void RunPass(int pass, SpreadPass<TStep, TTensor>? spread)
    {
        ChunkRunner<TStep, TTensor> runner = _allChunks;
        if (spread is null)
            _kernels.Run(pass, ref runner);
        else
            spread.Run(_kernels, pass, in runner);
        for (int i = 0; i < _reductions[pass].Length; i++)
        {
            _workspace.Totals[i] = Fold.Chunks(
                _workspace.Partials + (i * _workspace.PartialStride), runner.EndChunk, _reductions[pass][i]);
        }
    }
}
