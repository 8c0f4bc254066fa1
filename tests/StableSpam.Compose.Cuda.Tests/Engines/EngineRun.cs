using System.Reflection;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>An engine on its way through a problem, on the CPU or on a device.</summary>
internal sealed unsafe class EngineRun : IDisposable
{
    // Enough for a pointer that is off by an element, and for the alignment of the widest access.
    private const int Slack = 16;

    private readonly TestProblem _problem;
    private readonly Storages _storages;
    private readonly CudaDevice? _device;
    private readonly List<Tensor> _tensors = [];
    private readonly StepGroup[] _groups;

    private EngineRun(StepEngine engine, OptimizerInfo optimizer, TestProblem problem, Storages storages, CudaDevice? device, int groups, Func<int, int> misalignment)
    {
        Engine = engine;
        _problem = problem;
        _storages = storages;
        _device = device;
        IReadOnlyDictionary<string, double> settings = problem.Settings(optimizer.Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        _groups = [.. Enumerable.Range(0, groups).Select(group => GroupOf(optimizer, settings, group))];
        for (int i = 0; i < problem.Tensors; i++) _tensors.Add(Add(i, misalignment(i)));
    }

    public StepEngine Engine { get; }

    public CudaStepEngine Device => (CudaStepEngine)Engine;

    public static EngineRun OnCpu(OptimizerInfo optimizer, Type program, TestProblem problem, Storages storages, int groups = 2, Func<int, int>? misalignment = null) =>
        new(Create(typeof(StepEngine<,,,,,>), program, storages), optimizer, problem, storages, null, groups, misalignment ?? (_ => 0));

    public static EngineRun OnDevice(
        OptimizerInfo optimizer, Type program, TestProblem problem, Storages storages, CudaDevice device, IKernelCompiler compiler, int groups = 2, Func<int, int>? misalignment = null) =>
        new(Create(typeof(CudaStepEngine<,,,,,>), program, storages, device, compiler), optimizer, problem, storages, device, groups, misalignment ?? (_ => 0));

    public void Step(int step)
    {
        Prepare(step);
        Engine.Step();
    }

    /// <summary>Gives the engine what it needs to take a step.</summary>
    public void Prepare(int step)
    {
        for (int i = 0; i < _tensors.Count; i++)
        {
            _tensors[i].Parameter.HasGradient = _problem.HasGradient(step, i);
            if (_tensors[i].Parameter.HasGradient) _tensors[i].WriteGradient(Storages.Encode(_storages.Gradient, _problem.Gradient(step, i)));
        }
    }

    /// <summary>Everything that a step leaves behind, by name; an array is one item an element.</summary>
    public IEnumerable<(string Name, ulong[] Bits)> Read()
    {
        Engine.ReadStates();
        for (int i = 0; i < _tensors.Count; i++)
        {
            StepParameter parameter = _tensors[i].Parameter;
            yield return ($"tensor {i}", Bits(_storages.Parameter, _tensors[i].ReadValue((int)parameter.Length * Storages.SizeOf(_storages.Parameter)), (int)parameter.Length));
            for (int state = 0; state < Engine.Plan.States.Count; state++)
                yield return ($"{Engine.Plan.States[state].Name} of tensor {i}", StateBits(parameter, state));
        }
    }

    /// <summary>Fails where this run and another differ in a bit.</summary>
    public void AssertSame(EngineRun other, string when)
    {
        Assert.Equal(Engine.StepCount, other.Engine.StepCount);
        Assert.Equal(Engine.SkippedSteps, other.Engine.SkippedSteps);
        foreach (((string name, ulong[] expected), (string _, ulong[] actual)) in Read().Zip(other.Read()))
        {
            for (int i = 0; i < expected.Length; i++)
            {
                if (expected[i] != actual[i]) Assert.Fail($"{when}, {name}[{i}]: expected {expected[i]:x}, got {actual[i]:x}");
            }
        }
    }

    /// <summary>Whether this run and another have the same bits.</summary>
    public bool IsSame(EngineRun other) => Read().Zip(other.Read()).All(pair => pair.First.Bits.SequenceEqual(pair.Second.Bits));

    /// <summary>Sets the learning rate of all groups.</summary>
    public void SetLearningRate(double rate)
    {
        foreach (StepGroup group in _groups) group.LearningRate = rate;
    }

    public void Dispose()
    {
        Engine.Dispose();
        foreach (Tensor tensor in _tensors)
        {
            tensor.Value.Dispose();
            tensor.Gradient.Dispose();
        }
    }

    private static StepEngine Create(Type engine, Type program, Storages storages, params object[] arguments)
    {
        ConstructorInfo constructor = engine
            .MakeGenericType(program, program.GetNestedType("Step")!, program.GetNestedType("Tensor")!, storages.Parameter, storages.Gradient, storages.State)
            .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(constructor => Fits(constructor.GetParameters(), arguments));
        return (StepEngine)constructor.Invoke([.. arguments, .. constructor.GetParameters().Skip(arguments.Length).Select(parameter => parameter.DefaultValue)]);
    }

    private static bool Fits(ParameterInfo[] parameters, object[] arguments) =>
        parameters.Length >= arguments.Length
        && parameters.Zip(arguments).All(pair => pair.First.ParameterType.IsInstanceOfType(pair.Second))
        && parameters.Skip(arguments.Length).All(parameter => parameter.IsOptional);

    private static StepGroup GroupOf(OptimizerInfo optimizer, IReadOnlyDictionary<string, double> settings, int number)
    {
        var group = new StepGroup(optimizer.Hyperparameters.Count) { LearningRate = settings.GetValueOrDefault("lr", 0.01) / (number + 1) };
        for (int i = 0; i < optimizer.Hyperparameters.Count; i++)
            group.Hyperparameters[i] = settings.GetValueOrDefault(optimizer.Hyperparameters[i].Name, optimizer.Hyperparameters[i].Default);
        return group;
    }

    private static ulong[] Bits(Type storage, byte[] bytes, int length) =>
        [.. Enumerable.Range(0, length).Select(i => (ulong)Storages.BitsAt(storage, bytes, i))];

    private Tensor Add(int index, int misalignment)
    {
        float[] initial = _problem.Initial(index);
        StepParameter parameter = Engine.AddParameter(_groups[index % _groups.Length], new TensorShape(_problem.Shape(index)));
        Memory value = Allocate(initial.Length * Storages.SizeOf(_storages.Parameter) + Slack);
        Memory gradient = Allocate(initial.Length * Storages.SizeOf(_storages.Gradient) + Slack);
        parameter.Value = value.Start + (misalignment * Storages.SizeOf(_storages.Parameter));
        parameter.Gradient = gradient.Start + (misalignment * Storages.SizeOf(_storages.Gradient));
        var tensor = new Tensor(parameter, value, gradient);
        tensor.WriteValue(Storages.Encode(_storages.Parameter, initial));
        return tensor;
    }

    private Memory Allocate(int bytes) => _device is null ? Memory.OnHost(bytes) : Memory.OnDevice(_device, bytes);

    private ulong[] StateBits(StepParameter parameter, int state)
    {
        if (Engine.Plan.States[state].Scope != StateScope.Element)
        {
            double value = parameter.HostState(state);
            return [double.IsNaN(value) ? 0x7ff8000000000000 : BitConverter.DoubleToUInt64Bits(value)];
        }
        var bytes = new byte[(int)parameter.Length * Storages.SizeOf(_storages.State)];
        Engine.ReadElementState(parameter, state, bytes);
        return Bits(_storages.State, bytes, (int)parameter.Length);
    }

    private sealed record Tensor(StepParameter Parameter, Memory Value, Memory Gradient)
    {
        public void WriteValue(byte[] bytes) => Value.Write((int)((byte*)Parameter.Value - Value.Start), bytes);

        public void WriteGradient(byte[] bytes) => Gradient.Write((int)((byte*)Parameter.Gradient - Gradient.Start), bytes);

        public byte[] ReadValue(int length) => Value.Read((int)((byte*)Parameter.Value - Value.Start), length);
    }
}
