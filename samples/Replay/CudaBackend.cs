using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Replay;

/// <summary>Runs an optimizer on a CUDA device.</summary>
public sealed unsafe class CudaBackend : IBackend
{
    private readonly Problem _problem;
    private readonly StepEngine _engine;
    private readonly CudaTensor[] _tensors;

    /// <summary>Puts the problem's tensors on a device.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="arrangement">Its param groups and blocks.</param>
    /// <param name="device">The device.</param>
    public CudaBackend(Problem problem, OptimizerInfo optimizer, Arrangement arrangement, CudaDevice device)
    {
        _problem = problem;
        _engine = optimizer.CreateCudaEngine(device);
        _tensors = new CudaTensor[problem.Tensors.Count];
        foreach (TensorGroup tensors in arrangement.Groups)
        {
            StepGroup group = CudaTensor.GroupOf(optimizer, tensors.Settings);
            foreach (int tensor in tensors.Tensors)
            {
                ProblemTensor initial = problem.Tensors[tensor];
                var shape = new TensorShape([.. initial.Shape], arrangement.BlockLength(tensor));
                _tensors[tensor] = new CudaTensor(device, CudaTensor.ProgramOf(_engine, optimizer, initial.Name, shape.Rank), group, shape);
                _tensors[tensor].Value.CopyFrom<float>(initial.Initial);
            }
        }

        Launches = Enumerable.Range(0, optimizer.Programs.Count)
            .Where(program => _engine.OfProgram(program).Parameters.Count > 0).Sum(program => optimizer.Programs[program].Plan.Launches);
    }

    /// <inheritdoc/>
    public Precision Precision => Precision.Single;

    /// <summary>Kernel launches of a step, whatever the number of tensors.</summary>
    public int Launches { get; }

    /// <inheritdoc/>
    public void Step(int step)
    {
        for (int i = 0; i < _tensors.Length; i++)
            _tensors[i].Gradient.CopyFrom(_problem.Gradient(step, i));
        _engine.Step();
    }

    /// <inheritdoc/>
    public void Read(int tensor, Span<double> destination)
    {
        float[] value = new float[destination.Length];
        _tensors[tensor].Value.CopyTo<float>(value);
        for (int i = 0; i < value.Length; i++)
            destination[i] = value[i];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        foreach (CudaTensor? tensor in _tensors)
            tensor?.Dispose();
    }
}

/// <summary>A parameter on a device, with a gradient in every step.</summary>
internal sealed unsafe class CudaTensor : IDisposable
{
    /// <param name="device">The device.</param>
    /// <param name="engine">The engine of its program.</param>
    /// <param name="group">Its param group.</param>
    /// <param name="shape">Its sizes.</param>
    public CudaTensor(CudaDevice device, StepEngine engine, StepGroup group, TensorShape shape)
    {
        Value = new CudaMemory(device, shape.Length * sizeof(float));
        Gradient = new CudaMemory(device, shape.Length * sizeof(float));
        StepParameter parameter = engine.AddParameter<Float32, Float32>(group, shape);
        parameter.Value = (void*)Value.Start;
        parameter.Gradient = (void*)Gradient.Start;
        parameter.HasGradient = true;
    }

    public CudaMemory Value { get; }

    public CudaMemory Gradient { get; }

    /// <summary>The engine that steps a parameter: that of the first program that is for it.</summary>
    public static StepEngine ProgramOf(StepEngine engine, OptimizerInfo optimizer, string name, int rank)
    {
        int program = 0;
        while (!optimizer.Programs[program].IsFor(name, rank))
            program++;
        return engine.OfProgram(program);
    }

    /// <summary>A group with settings by name; what is left out keeps its default.</summary>
    public static StepGroup GroupOf(OptimizerInfo optimizer, IReadOnlyDictionary<string, double> settings)
    {
        var group = new StepGroup(optimizer.Hyperparameters.Count)
        {
            LearningRate = settings.GetValueOrDefault(optimizer.LearningRate.Name, optimizer.LearningRate.Default),
        };
        for (int i = 0; i < optimizer.Hyperparameters.Count; i++)
            group.Hyperparameters[i] = settings.GetValueOrDefault(optimizer.Hyperparameters[i].Name, optimizer.Hyperparameters[i].Default);
        return group;
    }

    public void Dispose()
    {
        Value.Dispose();
        Gradient.Dispose();
    }
}
