namespace StableSpamCompose.Execution;

/// <summary>A tensor on its way through a step: where its arrays are, and what is known of it so far. One after the other takes the same.</summary>
/// <typeparam name="TProgram">The program.</typeparam>
/// <typeparam name="TStep">Its step values.</typeparam>
/// <typeparam name="TTensor">Its tensor values.</typeparam>
internal sealed unsafe class TensorRun<TProgram, TStep, TTensor> : IDisposable
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Units that a thread alone takes at once where it goes backwards: enough for memory to stream.</summary>
    private const int UnitsAtOnce = 16;

    private readonly TensorWorkspace<TTensor> _workspace;
    private readonly PassInfo[] _passes;
    private readonly PartArray[] _parts;
    private readonly IForeignPasses<TStep, TTensor>? _foreign;
    private StepParameter? _parameter;
    private PassKernels<TStep, TTensor>? _kernels;
    private PassRunner<TStep, TTensor> _runner;
    private TensorInputs _inputs;

    /// <param name="workspace">Room for what lives until a tensor's step ends, which is this object's from now on.</param>
    /// <param name="passes">What each pass is.</param>
    /// <param name="parts">The program's arrays with values of rows, columns, matrices and blocks.</param>
    /// <param name="foreign">What runs the passes over tensors that kernels do not reach; null for none.</param>
    public TensorRun(TensorWorkspace<TTensor> workspace, PassInfo[] passes, PartArray[] parts, IForeignPasses<TStep, TTensor>? foreign)
    {
        (_workspace, _passes, _parts, _foreign) = (workspace, passes, parts, foreign);
        _runner = new PassRunner<TStep, TTensor>
        {
            Tensor = workspace.Tensor,
            Memory = new TensorMemory { Scratch = workspace.Scratch, Parts = workspace.Parts },
            ColumnPartials = workspace.ColumnPartials,
            PartialStride = workspace.PartialStride,
        };
        _inputs = new TensorInputs { Parts = workspace.Parts, Totals = workspace.Totals };
    }

    /// <summary>Its step values.</summary>
    public ref readonly TStep Step => ref *_runner.Step;

    /// <summary>Its tensor values.</summary>
    public ref readonly TTensor Tensor => ref *_runner.Tensor;

    /// <summary>Begins the step of a tensor.</summary>
    /// <param name="parameter">The tensor.</param>
    /// <param name="step">Its step values.</param>
    /// <param name="kernels">The passes, for how its arrays lie in memory; null where none reaches them.</param>
    /// <param name="laneCount">How many numbers are computed side by side.</param>
    public void Begin(StepParameter parameter, TStep* step, PassKernels<TStep, TTensor>? kernels, int laneCount)
    {
        _parameter = parameter;
        _kernels = kernels;
        for (int i = 0; i < _parts.Length; i++)
            _workspace.Parts[i] = _parts[i].State < 0 ? _workspace.OwnParts[i] : parameter.PartState(_parts[i].State);
        _runner.LaneCount = laneCount;
        _runner.Step = step;
        _runner.Shape = parameter.Shape;
        ref TensorMemory memory = ref _runner.Memory;
        memory.Parameter = parameter.Value;
        memory.Gradient = parameter.Gradient;
        memory.States = parameter.ElementStates;
        memory.Length = parameter.Length;
        memory.Ordinal = (uint)parameter.Ordinal;
        _inputs.ElementCount = parameter.Length;
        _inputs.Rank = parameter.Shape.Rank;
        _inputs.Shape = parameter.Shape;
        _inputs.States = parameter.TensorStates;
        _inputs.GroupTotals = parameter.GroupMemory.Totals;
        _inputs.GroupStates = parameter.GroupMemory.States;
        _inputs.NewGroupStates = parameter.GroupMemory.NewStates;
        *_workspace.Tensor = default;
    }

    /// <summary>Computes the tensor values of a stage.</summary>
    public void Compute(int stage) =>
        TProgram.ComputeTensor(stage, in *_runner.Step, in _inputs, ref *_runner.Tensor);

    /// <summary>Runs a pass and folds what its units leave.</summary>
    /// <param name="pass">Number of the pass.</param>
    /// <param name="spread">Spreads it over threads; null for this one alone.</param>
    public void RunPass(int pass, SpreadPass<TStep, TTensor>? spread)
    {
        PassInfo info = _passes[pass];
        if (_kernels is null)
        {
            _foreign!.Run(pass, _parameter!, in Step, in Tensor, new Span<double>(_workspace.Totals, info.Totals.Length), _workspace.Parts);
            return;
        }
        _runner.Info = info;
        nint units = info.Units(in _runner.Shape);
        _runner.FirstUnit = 0;
        _runner.EndUnit = units;
        _runner.Partials = _workspace.Partials;
        _runner.Largest = null;
        if (info.Speculative is { } fold)
        {
            _runner.Largest = _runner.Partials + (fold.Largest * _runner.PartialStride);
            _runner.Limit = TProgram.LimitOf(pass, in Step, in Tensor);
            _runner.Partials += fold.First * _runner.PartialStride;
        }
        if (_runner.HasWork())
            Run(pass, units, spread);
        if (info.Traversal != Traversal.Tensor)
        {
            info.FoldColumns(in _runner.Shape, _workspace.ColumnPartials, _workspace.Parts);
            return;
        }
        for (int i = 0; i < info.Totals.Length; i++)
            _workspace.Totals[i] = Fold.Chunks(_runner.Partials + (i * _runner.PartialStride), units, info.Totals[i]);
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    private void Run(int pass, nint units, SpreadPass<TStep, TTensor>? spread)
    {
        if (spread is not null)
        {
            spread.Run(_kernels!, pass, in _runner);
            return;
        }
        if (!_runner.Info.IsBackwards)
        {
            _kernels!.Run(pass, ref _runner);
            return;
        }
        for (nint end = units; end > 0; end -= UnitsAtOnce)
        {
            _runner.FirstUnit = Math.Max(0, end - UnitsAtOnce);
            _runner.EndUnit = end;
            _kernels!.Run(pass, ref _runner);
        }
    }
}
