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
    private readonly StepParameter _parameter;
    private readonly PassKernels<TStep, TTensor>? _kernels;
    private readonly IForeignPasses<TStep, TTensor>? _foreign;
    private readonly PassInfo[] _passes;
    private readonly TensorWorkspace<TTensor> _workspace;
    private readonly PassRunner<TStep, TTensor> _whole;
    private readonly TensorInputs _inputs;

    /// <summary>Begins the step of <paramref name="parameter"/>.</summary>
    /// <param name="parameter">The tensor.</param>
    /// <param name="step">Its step values.</param>
    /// <param name="workspace">Room for what lives until its step ends.</param>
    /// <param name="kernels">The passes, for how its arrays lie in memory; null where none reaches them.</param>
    /// <param name="foreign">What runs the passes there.</param>
    /// <param name="passes">What each pass is.</param>
    /// <param name="parts">The program's arrays with values of rows, columns, matrices and blocks.</param>
    /// <param name="laneCount">How many numbers are computed side by side.</param>
    public TensorRun(
        StepParameter parameter, TStep* step, TensorWorkspace<TTensor> workspace, PassKernels<TStep, TTensor>? kernels,
        IForeignPasses<TStep, TTensor>? foreign, PassInfo[] passes, PartArray[] parts, int laneCount)
    {
        _parameter = parameter;
        _kernels = kernels;
        _foreign = foreign;
        _passes = passes;
        _workspace = workspace;
        for (int i = 0; i < parts.Length; i++)
            workspace.Parts[i] = parts[i].State < 0 ? workspace.OwnParts[i] : parameter.PartState(parts[i].State);
        _whole = new PassRunner<TStep, TTensor>
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
                Parts = workspace.Parts,
                Length = parameter.Length,
                Ordinal = (uint)parameter.Ordinal,
            },
            Shape = parameter.Shape,
            ColumnPartials = workspace.ColumnPartials,
            Partials = workspace.Partials,
            PartialStride = workspace.PartialStride,
        };
        _inputs = new TensorInputs
        {
            ElementCount = parameter.Length,
            Rank = parameter.Shape.Rank,
            Shape = parameter.Shape,
            Parts = workspace.Parts,
            Totals = workspace.Totals,
            States = parameter.TensorStates,
            GroupTotals = parameter.GroupMemory.Totals,
            GroupStates = parameter.GroupMemory.States,
            NewGroupStates = parameter.GroupMemory.NewStates,
        };
        *workspace.Tensor = default;
    }

    /// <summary>Its step values.</summary>
    public ref readonly TStep Step => ref *_whole.Step;

    /// <summary>Its tensor values.</summary>
    public ref readonly TTensor Tensor => ref *_whole.Tensor;

    /// <summary>Computes the tensor values of a stage.</summary>
    public void Compute(int stage) =>
        TProgram.ComputeTensor(stage, in *_whole.Step, in _inputs, ref *_whole.Tensor);

    /// <summary>Runs a pass and folds what its units leave.</summary>
    /// <param name="pass">Number of the pass.</param>
    /// <param name="spread">Spreads it over threads; null for this one alone.</param>
    public void RunPass(int pass, SpreadPass<TStep, TTensor>? spread)
    {
        PassInfo info = _passes[pass];
        if (_kernels is null)
        {
            _foreign!.Run(pass, _parameter, in Step, in Tensor, new Span<double>(_workspace.Totals, info.Totals.Length));
            return;
        }
        PassRunner<TStep, TTensor> runner = _whole;
        runner.Info = info;
        runner.EndUnit = info.Units(in runner.Shape);
        if (spread is null)
            _kernels.Run(pass, ref runner);
        else
            spread.Run(_kernels, pass, in runner);
        if (info.Traversal != Traversal.Tensor)
        {
            info.FoldColumns(in runner.Shape, _workspace.ColumnPartials, _workspace.Parts);
            return;
        }
        for (int i = 0; i < info.Totals.Length; i++)
            _workspace.Totals[i] = Fold.Chunks(_workspace.Partials + (i * _workspace.PartialStride), runner.EndUnit, info.Totals[i]);
    }
}
