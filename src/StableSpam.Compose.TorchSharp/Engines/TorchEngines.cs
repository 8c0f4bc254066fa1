using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;
using TorchSharp;

namespace StableSpamCompose.Torch;

/// <summary>
/// The engines of an optimizer: that of the CPU, which runs tensor code too, and one for each CUDA device that it has
/// parameters on. All of them count the same steps.
/// </summary>
internal sealed class TorchEngines : IDisposable
{
    /// <summary>Why kernels of a device do not run where tensors of several wait for each other.</summary>
    public const string OnSeveralDevices =
        "in each step its tensors wait for each other, since something is folded over them or the step may be skipped, and they are on several devices";

    private readonly Func<CudaDevice, StepEngine> _createForCuda;
    private readonly Dictionary<int, DeviceEngine> _devices = [];
    private readonly Dictionary<int, string> _refusals = [];
    private readonly HashSet<TensorPlace> _places = [];
    private StepEngine[] _all;
    private int _parameters;
    private long _stepCount;

    /// <param name="host">The engine of the CPU.</param>
    /// <param name="createForCuda">Makes an engine of the same programs on a device.</param>
    /// <param name="programs">How many programs the optimizer has.</param>
    public TorchEngines(StepEngine host, Func<CudaDevice, StepEngine> createForCuda, int programs)
    {
        Host = host;
        _all = [host];
        _createForCuda = createForCuda;
        TensorsWait = Enumerable.Range(0, programs).Any(program => host.OfProgram(program).Levels is not null);
    }

    /// <summary>The engine of the CPU.</summary>
    public StepEngine Host { get; }

    /// <summary>Whether tensors wait for each other in a step, since something is folded over them or the step may be skipped.</summary>
    public bool TensorsWait { get; }

    /// <summary>t: the steps taken, those that were skipped not counted.</summary>
    public long StepCount
    {
        get => _stepCount;
        set
        {
            _stepCount = value;
            foreach (StepEngine engine in _all)
                engine.StepCount = value;
        }
    }

    /// <summary>The steps that were skipped.</summary>
    public long SkippedSteps => _all.Sum(engine => engine.SkippedSteps);

    /// <summary>The CUDA device whose kernels could not wait for a tensor elsewhere, and have to be left before it is added; null for none.</summary>
    public int? CannotWaitFor(TensorPlace place) =>
        TensorsWait && _devices.Count == 1 && !_places.Contains(place) ? _devices.Keys.Single() : null;

    /// <summary>Adds a parameter to the engine for where it is.</summary>
    public EngineParameter Add(TensorPlace place, int program, TensorFormat format, StepGroup values, TensorShape shape)
    {
        _places.Add(place);
        string why = WhyNoKernels(place);
        if (why.Length > 0)
            return AddTensorCode(program, values, shape, why, _parameters++);
        DeviceEngine? device = place.Type == DeviceType.CUDA ? _devices[place.Index] : null;
        device?.Flush();
        StepEngine engine = (device?.Engine ?? Host).OfProgram(program);
        StepParameter parameter = format.AddParameter(engine, values, shape);
        parameter.Ordinal = _parameters++;
        if (device is null)
            return new EngineParameter(engine, parameter, StepBackend.Cpu, null, "");
        try
        {
            device.LoadKernels(engine);
            return new EngineParameter(engine, parameter, StepBackend.Cuda, device, "");
        }
        catch (CudaException exception) when (device.Engine.Parameters.Count == 1)
        {
            GiveUp(place.Index, exception.Message);
            return AddTensorCode(program, values, shape, exception.Message, parameter.Ordinal);
        }
    }

    /// <summary>Adds a parameter that TorchSharp's operations step.</summary>
    /// <param name="program">Number of its program.</param>
    /// <param name="values">The options of its group.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="why">Why kernels do not.</param>
    /// <param name="ordinal">Its place among the parameters of the optimizer.</param>
    public EngineParameter AddTensorCode(int program, StepGroup values, TensorShape shape, string why, int ordinal)
    {
        StepEngine engine = Host.OfProgram(program);
        StepParameter parameter = engine.AddForeignParameter(values, shape);
        parameter.Ordinal = ordinal;
        return new EngineParameter(engine, parameter, StepBackend.TensorCode, null, why);
    }

    /// <summary>Gives up the engine of a CUDA device, whose parameters are on another engine already.</summary>
    /// <param name="index">The device.</param>
    /// <param name="why">Why nothing may run there from now on.</param>
    public void GiveUp(int index, string why)
    {
        _refusals[index] = why;
        if (!_devices.Remove(index, out DeviceEngine? device))
            return;
        ListAll();
        Host.SkippedSteps += device.Engine.SkippedSteps;
        device.Dispose();
    }

    /// <summary>Takes a step. Devices begin with theirs before the CPU does its own.</summary>
    public void Step()
    {
        long count = _stepCount;
        foreach (DeviceEngine device in _devices.Values)
        {
            device.Flush();
            Run(device.Engine);
        }
        if (Host.Parameters.Count > 0 || _devices.Count == 0)
            Run(Host);
        StepCount = count;

        void Run(StepEngine engine)
        {
            engine.Step();
            count = engine.StepCount;
        }
    }

    public void Dispose()
    {
        Host.Dispose();
        foreach (DeviceEngine device in _devices.Values)
            device.Dispose();
        _devices.Clear();
    }

    /// <summary>Why no kernels run somewhere; empty where they do, and the engine is there then.</summary>
    private string WhyNoKernels(TensorPlace place)
    {
        if (place.Type == DeviceType.CPU)
            return "";
        if (place.Type != DeviceType.CUDA)
            return $"there are kernels for the CPU and for CUDA devices, and none for {place.Type.ToString().ToLowerInvariant()} devices";
        if (TensorsWait && _places.Count > 1)
            return OnSeveralDevices;
        if (_devices.ContainsKey(place.Index))
            return "";
        if (!_refusals.TryGetValue(place.Index, out string? refusal))
            _refusals.Add(place.Index, refusal = Open(place.Index));
        return refusal;
    }

    /// <summary>Makes the engine of a CUDA device; gives the reason where it cannot be had.</summary>
    private string Open(int index)
    {
        CudaDevice? device = null;
        try
        {
            CudaLibraries.RequireDriver();
            CudaLibraries.RequireCompiler();
            device = new CudaDevice(index);
            var engine = new DeviceEngine(device, _createForCuda(device));
            engine.Engine.StepCount = _stepCount;
            _devices.Add(index, engine);
            ListAll();
            return "";
        }
        catch (Exception exception) when (exception is CudaException or NotSupportedException)
        {
            device?.Dispose();
            return exception.Message;
        }
    }

    private void ListAll() => _all = [Host, .. _devices.Values.Select(device => device.Engine)];
}
