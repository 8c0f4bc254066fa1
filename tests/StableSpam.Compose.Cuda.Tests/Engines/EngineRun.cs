using System.Reflection;
using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>An engine on its way through a problem, on the CPU or on a device.</summary>
internal sealed unsafe class EngineRun : IDisposable
{
    // Enough for a pointer that is off by an element, and for the alignment of the widest access.
    private const int Slack = 16;

    private readonly CompiledOptimizer _optimizer;
    private readonly TestProblem _problem;
    private readonly Storages _storages;
    private readonly CudaDevice? _device;
    private readonly List<Tensor> _tensors = [];
    private readonly StepGroup[] _groups;

    private EngineRun(StepEngine engine, CompiledOptimizer optimizer, TestProblem problem, Storages storages, CudaDevice? device, int groups, Func<int, int> misalignment)
    {
        Engine = engine;
        _optimizer = optimizer;
        _problem = problem;
        _storages = storages;
        _device = device;
        IReadOnlyDictionary<string, double> settings = problem.Settings(optimizer.Info.Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        _groups = [.. Enumerable.Range(0, groups).Select(group => GroupOf(optimizer.Info, settings, group))];
        for (int i = 0; i < problem.Tensors; i++) _tensors.Add(Add(i, misalignment(i)));
    }

    public StepEngine Engine { get; }

    public CudaStepEngine Device => (CudaStepEngine)Engine;

    public static EngineRun OnCpu(CompiledOptimizer optimizer, TestProblem problem, Storages storages, int groups = 2, Func<int, int>? misalignment = null) =>
        new(Create(typeof(StepEngine<,,,,,>), optimizer, storages), optimizer, problem, storages, null, groups, misalignment ?? (_ => 0));

    public static EngineRun OnDevice(
        CompiledOptimizer optimizer, TestProblem problem, Storages storages, CudaDevice device, IKernelCompiler compiler, int groups = 2, Func<int, int>? misalignment = null) =>
        new(Create(typeof(CudaStepEngine<,,,,,>), optimizer, storages, device, compiler), optimizer, problem, storages, device, groups, misalignment ?? (_ => 0));

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
            IReadOnlyList<StateInfo> states = _tensors[i].Program.Plan.States;
            for (int state = 0; state < states.Count; state++)
                yield return ($"{states[state].Name} of tensor {i}", StateBits(_tensors[i].Program, parameter, state));
        }
    }

    /// <summary>Fails where this run and another differ in a bit.</summary>
    public void AssertSame(EngineRun other, string when)
    {
        Assert.Equal(Engine.StepCount, other.Engine.StepCount);
        Assert.Equal(Engine.SkippedSteps, other.Engine.SkippedSteps);
        other.AssertSame(Read(), when);
    }

    /// <summary>Fails where this run and what is expected of it differ in a bit.</summary>
    public void AssertSame(IEnumerable<(string Name, ulong[] Bits)> expected, string when)
    {
        foreach (((string name, ulong[] wanted), (string own, ulong[] actual)) in expected.Zip(Read(), (left, right) => (left, right)))
        {
            Assert.Equal(name, own);
            Assert.Equal(wanted.Length, actual.Length);
            for (int i = 0; i < wanted.Length; i++)
            {
                if (wanted[i] != actual[i]) Assert.Fail($"{when}, {name}[{i}]: expected {wanted[i]:x}, got {actual[i]:x}");
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

    // One engine for each program; several are stepped together.
    private static StepEngine Create(Type engine, CompiledOptimizer optimizer, Storages storages, params object[] arguments)
    {
        StepEngine[][] chains = [.. optimizer.Programs.GroupBy(program => program.Chain).Select(chain => chain.Select(program => Create(engine, program.Type, storages, arguments)).ToArray())];
        return optimizer.Programs.Count == 1 ? chains[0][0] : new ProgramsEngine(chains);
    }

    private static StepEngine Create(Type engine, Type program, Storages storages, object[] arguments)
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
        StepEngine engine = Engine.OfProgram(_optimizer.ProgramOf(_problem.Name(index), _problem.Shape(index).Length));
        StepParameter parameter = engine.AddParameter(_groups[index % _groups.Length], new TensorShape(_problem.Shape(index), _problem.BlockLength(index)));
        Memory value = Allocate(initial.Length * Storages.SizeOf(_storages.Parameter) + Slack);
        Memory gradient = Allocate(initial.Length * Storages.SizeOf(_storages.Gradient) + Slack);
        parameter.Value = value.Start + (misalignment * Storages.SizeOf(_storages.Parameter));
        parameter.Gradient = gradient.Start + (misalignment * Storages.SizeOf(_storages.Gradient));
        var tensor = new Tensor(engine, parameter, value, gradient);
        tensor.WriteValue(Storages.Encode(_storages.Parameter, initial));
        return tensor;
    }

    private Memory Allocate(int bytes) => _device is null ? Memory.OnHost(bytes) : Memory.OnDevice(_device, bytes);

    private ulong[] StateBits(StepEngine program, StepParameter parameter, int state)
    {
        StateInfo info = program.Plan.States[state];
        if (info.Scope <= StateScope.Tensor) return [DoubleBits(parameter.HostState(state))];
        int count = (int)parameter.Shape.Count(info.Scope);
        if (info.Scope is StateScope.Matrix or StateScope.FlatMatrix)
        {
            var matrices = new byte[count * sizeof(double)];
            Engine.ReadElementState(parameter, state, matrices);
            return [.. Enumerable.Range(0, count).Select(i => DoubleBits(BitConverter.ToDouble(matrices, i * sizeof(double))))];
        }
        Type storage = info.IsPart ? typeof(Float32) : info.Type switch { ElementType.BFloat16 => typeof(BFloat16), ElementType.Float16 => typeof(Float16), _ => _storages.State };
        var bytes = new byte[count * Storages.SizeOf(storage)];
        Engine.ReadElementState(parameter, state, bytes);
        return Bits(storage, bytes, count);
    }

    private static ulong DoubleBits(double value) => double.IsNaN(value) ? 0x7ff8000000000000 : BitConverter.DoubleToUInt64Bits(value);

    private sealed record Tensor(StepEngine Program, StepParameter Parameter, Memory Value, Memory Gradient)
    {
        public void WriteValue(byte[] bytes) => Value.Write((int)((byte*)Parameter.Value - Value.Start), bytes);

        public void WriteGradient(byte[] bytes) => Gradient.Write((int)((byte*)Parameter.Gradient - Gradient.Start), bytes);

        public byte[] ReadValue(int length) => Value.Read((int)((byte*)Parameter.Value - Value.Start), length);
    }
}
