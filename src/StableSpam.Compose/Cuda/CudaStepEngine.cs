using StableSpamCompose.Execution;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda;

/// <summary>Steps on a device, with state in fp32; so are parameters and gradients unless they are added otherwise.</summary>
/// <param name="device">The device that the arrays are on; it outlives the engine.</param>
/// <param name="cache">Where compiled kernels are kept; null for <see cref="KernelCache.Default"/>.</param>
public sealed class CudaStepEngine<TProgram, TStep, TTensor>(CudaDevice device, KernelCache? cache = null)
    : CudaStepEngine<TProgram, TStep, TTensor, Float32, Float32, Float32>(device, cache)
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged;

/// <summary>Steps the program <typeparamref name="TProgram"/> on a device: one launch for each pass and barrier, whatever the number of tensors.</summary>
/// <typeparam name="TProgram">The program.</typeparam>
/// <typeparam name="TStep">Its step values.</typeparam>
/// <typeparam name="TTensor">Its tensor values.</typeparam>
/// <typeparam name="TParameter">How parameters lie in memory, unless they are added otherwise.</typeparam>
/// <typeparam name="TGradient">How gradients lie in memory, unless they are added otherwise.</typeparam>
/// <typeparam name="TState">How element states lie in memory.</typeparam>
public unsafe class CudaStepEngine<TProgram, TStep, TTensor, TParameter, TGradient, TState> : CudaStepEngine
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
    where TParameter : struct, IStorage
    where TGradient : struct, IStorage
    where TState : struct, IStorage
{
    private readonly StepTable<TProgram, TStep, TTensor> _steps;
    private readonly List<(string Parameter, string Gradient, string State)> _storages = [];

    /// <summary>Makes an engine without parameters.</summary>
    /// <param name="device">The device that the arrays are on; it outlives the engine.</param>
    /// <param name="cache">Where compiled kernels are kept; null for <see cref="KernelCache.Default"/>.</param>
    /// <exception cref="NotSupportedException">The program does something that the CUDA backend does not; the message says what.</exception>
    public CudaStepEngine(CudaDevice device, KernelCache? cache = null)
        : this(device, new KernelCompiler(cache ?? KernelCache.Default))
    {
    }

    internal CudaStepEngine(CudaDevice device, IKernelCompiler compiler)
        : base(TProgram.Plan, TProgram.Cuda, TProgram.PartArrays.ToArray(), TProgram.GroupReductions.Length, device, compiler)
    {
        _steps = new StepTable<TProgram, TStep, TTensor>(Layout.Steps.Length);
    }

    /// <inheritdoc/>
    public override int StateSize => TState.Size;

    private protected override int StepSize => sizeof(TStep);

    private protected override int TensorSize => sizeof(TTensor);

    private protected override IReadOnlyList<(string Parameter, string Gradient, string State)> Storages => _storages;

    /// <inheritdoc/>
    public override StepParameter AddParameter(StepGroup group, TensorShape shape) =>
        AddParameter<TParameter, TGradient>(group, shape);

    private protected override StepParameter CreateParameter<TItsParameter, TItsGradient>(StepGroup group, TensorShape shape)
    {
        int kernels = KernelsFor<TItsParameter, TItsGradient>();
        using CudaDevice.Scope scope = Device.Enter();
        var elements = DeviceStates.OfElements<TState>(Device, Layout.Elements, shape.Length, Stream);
        var parts = DeviceStates.OfParts(Device, Layout.Parts, shape, Stream);
        // Whatever stream later steps are queued in, the states are there.
        Device.Wait(Stream);
        StepParameter parameter = StepParameter.CreateElsewhere(group, GroupMemoryOf(group), shape, Layout, (elements, elements.Starts), (parts, parts.Starts));
        parameter.Kernels = kernels;
        return parameter;
    }

    private protected override int KernelsFor<TItsParameter, TItsGradient>()
    {
        (string, string, string) storages = (ElementMacro.Of<TItsParameter>(), ElementMacro.Of<TItsGradient>(), ElementMacro.Of<TState>());
        int kernels = _storages.IndexOf(storages);
        if (kernels < 0)
        {
            kernels = _storages.Count;
            _storages.Add(storages);
        }
        return kernels;
    }

    private protected override void ReserveSteps(int parameters) => _steps.Reserve(parameters);

    private protected override void ResolveSteps(double stepClock, byte* values)
    {
        _steps.Clear();
        foreach (StepParameter parameter in Parameters)
        {
            if (parameter.HasGradient)
                parameter.StepEntry = _steps.Resolve(parameter, stepClock);
        }
        nint bytes = _steps.Count * (nint)sizeof(TStep);
        Buffer.MemoryCopy(_steps.Value(0), values, bytes, bytes);
    }

    private protected override nint ResolvedSteps => _steps.Count;

    private protected override void CommitSteps(StepParameter parameter) => _steps.Commit(parameter);
}
