using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>Steps with the program <typeparamref name="TProgram"/> on state in fp32; so are parameters and gradients unless they are added otherwise.</summary>
public class StepEngine<TProgram, TStep, TTensor> : StepEngine<TProgram, TStep, TTensor, Float32, Float32, Float32>
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged;

/// <summary>Steps with the program <typeparamref name="TProgram"/>.</summary>
/// <remarks>
/// All passes of a tensor run before the next tensor starts, so that what a pass leaves in cache the next one finds there.
/// A large tensor is spread over the threads by chunks; small ones are handed out whole.
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
    /// <summary>From this many elements on a tensor is spread over the threads; below, the passes are too short to meet for.</summary>
    private const int LargeLength = 16 * Fold.ChunkLength;

    /// <summary>Up to this many elements the caller is done with all small tensors before another thread is awake.</summary>
    private const int CallerOnlyLength = 8 * Fold.ChunkLength;

    /// <summary>Items that each thread gets of a pass, on average: enough to even out what disturbs one of them.</summary>
    private const int ItemsPerThread = 8;

    /// <summary>The passes, once for each pair of storages that some parameter has.</summary>
    private readonly List<PassKernels<TStep, TTensor>> _kernels = [];

    private readonly Reduction[][] _reductions;
    private readonly StepTable<TProgram, TStep, TTensor> _steps;
    private readonly SmallTensors _smallTensors;
    private readonly Chunks _chunks;

    /// <summary>All parameters, longest first: the short ones fill the gaps at the end of a step.</summary>
    private StepParameter[] _byLength = [];
    private StepParameter[] _large = [];
    private StepParameter[] _small = [];
    private TensorWorkspace<TTensor>? _shared;
    private TensorWorkspace<TTensor>[] _own = [];
    private WorkerPool? _pool;

    /// <summary>Makes an engine without parameters.</summary>
    public StepEngine()
        : base(TProgram.Plan)
    {
        _reductions = new Reduction[Plan.Passes.Count][];
        for (int pass = 0; pass < _reductions.Length; pass++)
        {
            var reader = default(ReductionReader);
            TProgram.Dispatch<TParameter, TGradient, TState, ReductionReader>(pass, ref reader);
            _reductions[pass] = reader.Reductions;
        }
        _steps = new StepTable<TProgram, TStep, TTensor>(Layout.Steps.Length);
        _smallTensors = new SmallTensors(this);
        _chunks = new Chunks(this);
    }

    /// <inheritdoc/>
    public override int StateSize => TState.Size;

    /// <inheritdoc/>
    public override StepParameter AddParameter(StepGroup group, nint length, int rank) =>
        AddParameter<TParameter, TGradient>(group, length, rank);

    private protected override StepParameter CreateParameter<TItsParameter, TItsGradient>(StepGroup group, nint length, int rank)
    {
        int kernels = _kernels.FindIndex(
            known => known is PassKernels<TProgram, TStep, TTensor, TItsParameter, TItsGradient, TState>);
        if (kernels < 0)
        {
            kernels = _kernels.Count;
            _kernels.Add(new PassKernels<TProgram, TStep, TTensor, TItsParameter, TItsGradient, TState>());
        }
        StepParameter parameter = StepParameter.Create<TState>(group, length, rank, Layout);
        parameter.Kernels = kernels;
        return parameter;
    }

    private protected override void Prepare()
    {
        Release();
        _byLength = [.. Parameters.OrderByDescending(parameter => parameter.Length)];
        _large = new StepParameter[_byLength.Length];
        _small = new StepParameter[_byLength.Length];
        _steps.Reserve(_byLength.Length);

        nint longest = _byLength.Length == 0 ? 0 : _byLength[0].Length;
        nint longestSmall = _byLength.Select(parameter => parameter.Length).FirstOrDefault(length => !IsLarge(length));
        if (IsLarge(longest))
            _shared = CreateWorkspace(longest);
        _own = new TensorWorkspace<TTensor>[Threads];
        for (int i = 0; i < _own.Length; i++)
            _own[i] = CreateWorkspace(longestSmall);
        nint length = 0;
        foreach (StepParameter parameter in _byLength)
            length += parameter.Length;
        _pool = Threads == 1 || length <= CallerOnlyLength ? null : WorkerPool.Shared(Threads);
    }

    private protected override void StepParameters(double stepClock)
    {
        _steps.Clear();
        int large = 0;
        int small = 0;
        nint smallLength = 0;
        foreach (StepParameter parameter in _byLength)
        {
            if (!parameter.HasGradient)
                continue;
            parameter.StepEntry = _steps.Resolve(parameter, stepClock);
            if (IsLarge(parameter.Length))
            {
                _large[large++] = parameter;
                continue;
            }
            _small[small++] = parameter;
            smallLength += parameter.Length;
        }

        for (int i = 0; i < large; i++)
            StepTensor(_large[i], _shared!, _pool);
        if (_pool is { } pool && small > 1 && smallLength > CallerOnlyLength)
        {
            pool.Run(_smallTensors, small);
        }
        else
        {
            for (int i = 0; i < small; i++)
                StepTensor(_small[i], _own[0], pool: null);
        }

        foreach (StepParameter parameter in _byLength)
        {
            if (parameter.HasGradient)
                _steps.Commit(parameter);
        }
    }

    private protected override void Release()
    {
        _shared?.Dispose();
        _shared = null;
        foreach (TensorWorkspace<TTensor> workspace in _own)
            workspace.Dispose();
        _own = [];
    }

    private bool IsLarge(nint length) => Threads > 1 && length >= LargeLength;

    private TensorWorkspace<TTensor> CreateWorkspace(nint length) =>
        new(length, Plan.ScratchArrays, _reductions.Max(reductions => (int?)reductions.Length) ?? 0);

    private void StepTensor(StepParameter parameter, TensorWorkspace<TTensor> workspace, WorkerPool? pool)
    {
        var runner = new ChunkRunner<TStep, TTensor>
        {
            LaneCount = LaneCount,
            Step = _steps.Value(parameter.StepEntry),
            Tensor = workspace.Tensor,
            Memory = new TensorMemory
            {
                Parameter = parameter.Value,
                Gradient = parameter.Gradient,
                States = parameter.ElementStates,
                Scratch = workspace.Scratch,
                Length = parameter.Length,
            },
            EndChunk = Fold.ChunkCount(parameter.Length),
            Partials = workspace.Partials,
            PartialStride = workspace.PartialStride,
        };
        var inputs = new TensorInputs
        {
            ElementCount = parameter.Length,
            Rank = parameter.Rank,
            Totals = workspace.Totals,
            States = parameter.TensorStates,
        };

        PassKernels<TStep, TTensor> kernels = _kernels[parameter.Kernels];
        *workspace.Tensor = default;
        TProgram.ComputeTensor(0, in *runner.Step, in inputs, ref *runner.Tensor);
        for (int pass = 0; pass < _reductions.Length; pass++)
        {
            if (pool is null)
                kernels.Run(pass, ref runner);
            else
                _chunks.Run(pool, kernels, pass, in runner);
            for (int i = 0; i < _reductions[pass].Length; i++)
            {
                workspace.Totals[i] = Fold.Chunks(
                    workspace.Partials + (i * workspace.PartialStride), runner.EndChunk, _reductions[pass][i]);
            }
            TProgram.ComputeTensor(pass + 1, in *runner.Step, in inputs, ref *runner.Tensor);
        }
    }

    private struct ReductionReader : IPassRunner<TStep, TTensor>
    {
        public Reduction[] Reductions;

        public void Run<TPass>()
            where TPass : struct, IPass<TStep, TTensor> => Reductions = TPass.Reductions.ToArray();
    }

    /// <summary>The small tensors of a step, one an item.</summary>
    private sealed class SmallTensors(StepEngine<TProgram, TStep, TTensor, TParameter, TGradient, TState> engine) : IWork
    {
        public void Run(int item, int worker) => engine.StepTensor(engine._small[item], engine._own[worker], pool: null);
    }

    /// <summary>One pass over one large tensor, some chunks an item.</summary>
    private sealed class Chunks(StepEngine<TProgram, TStep, TTensor, TParameter, TGradient, TState> engine) : IWork
    {
        private PassKernels<TStep, TTensor>? _kernels;
        private ChunkRunner<TStep, TTensor> _all;
        private int _pass;
        private nint _chunksPerItem;

        public void Run(WorkerPool pool, PassKernels<TStep, TTensor> kernels, int pass, in ChunkRunner<TStep, TTensor> all)
        {
            _kernels = kernels;
            _all = all;
            _pass = pass;
            _chunksPerItem = Math.Max(1, all.EndChunk / (engine.Threads * ItemsPerThread));
            pool.Run(this, checked((int)((all.EndChunk + _chunksPerItem - 1) / _chunksPerItem)));
        }

        public void Run(int item, int worker)
        {
            ChunkRunner<TStep, TTensor> runner = _all;
            runner.FirstChunk = item * _chunksPerItem;
            runner.EndChunk = Math.Min(runner.FirstChunk + _chunksPerItem, _all.EndChunk);
            _kernels!.Run(_pass, ref runner);
        }
    }
}
