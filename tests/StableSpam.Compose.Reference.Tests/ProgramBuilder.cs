using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Reference.Tests;

/// <summary>Builds a program node by node; a node is named by its index.</summary>
internal sealed class ProgramBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly List<HyperparameterSlot> _hyperparameters = [];
    private readonly List<StateSlot> _states = [];
    private readonly List<int?> _newStates = [];

    public ProgramBuilder()
    {
        Weight = Add(Opcode.Weight, Scope.Element, ValueKind.Single);
        Gradient = Add(Opcode.Gradient, Scope.Element, ValueKind.Single);
        LearningRate = Add(Opcode.LearningRate, Scope.Step, ValueKind.Double);
        T = Add(Opcode.StepClock, Scope.Step, ValueKind.Double);
        K = Add(Opcode.UpdateClock, Scope.Step, ValueKind.Double);
        NewWeight = Weight;
        NewClock = K;
    }

    public int Weight { get; }

    public int Gradient { get; }

    public int LearningRate { get; }

    public int T { get; }

    public int K { get; }

    public int NewWeight { get; set; }

    public int NewClock { get; set; }

    public int Skip { get; set; } = -1;

    public int Add(Node node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    public int Add(Opcode opcode, Scope scope, ValueKind kind, params int[] operands) =>
        Add(new Node { Opcode = opcode, Scope = scope, Kind = kind, Operands = new(operands) });

    /// <summary>A number with the join of its operands' scopes: fp32 where it has many values, else double.</summary>
    public int Number(Opcode opcode, params int[] operands) => Add(opcode, Join(operands), KindOf(Join(operands)), operands);

    /// <summary>A condition with the join of its operands' scopes.</summary>
    public int Condition(Opcode opcode, params int[] operands) => Add(opcode, Join(operands), ValueKind.Condition, operands);

    public int Constant(double value) =>
        Add(new Node { Opcode = Opcode.Constant, Scope = Scope.Step, Kind = ValueKind.Double, Constant = value });

    /// <summary>A value of the step or the tensor, rounded for use with elements.</summary>
    public int Single(int value) => Add(Opcode.ToSingle, _nodes[value].Scope, ValueKind.Single, value);

    public int IntegerPower(int value, int exponent) =>
        Add(_nodes[value] with { Opcode = Opcode.IntegerPower, Operands = new([value]), Exponent = exponent });

    public int Reduce(Opcode opcode, params int[] operands) => ReduceTo(Scope.Tensor, opcode, operands);

    public int ReduceTo(Scope scope, Opcode opcode, params int[] operands) => Add(opcode, scope, KindOf(scope), operands);

    public int ReduceTensors(Opcode opcode, TensorSet over, int operand) =>
        Add(new Node { Opcode = opcode, Scope = Scope.Group, Kind = ValueKind.Double, Over = over, Operands = new([operand]) });

    public int Hyperparameter(string name, double value)
    {
        _hyperparameters.Add(Slot(name, value));
        int slot = _hyperparameters.Count - 1;
        return Add(new Node { Opcode = Opcode.Hyperparameter, Scope = Scope.Step, Kind = ValueKind.Double, Slot = slot });
    }

    /// <summary>The old value of a new state; without <see cref="Assign"/> it stays.</summary>
    public int State(string name, Scope scope, double initial = 0)
    {
        _states.Add(new StateSlot(name, scope, initial, false, ""));
        _newStates.Add(null);
        int slot = _states.Count - 1;
        int node = Add(new Node { Opcode = Opcode.State, Scope = scope, Kind = KindOf(scope), Slot = slot });
        _newStates[slot] = node;
        return node;
    }

    public void Assign(int state, int value) => _newStates[_nodes[state].Slot] = value;

    /// <summary>A state that shows <paramref name="value"/> after each step.</summary>
    public void Watch(string name, int value) => Assign(State(name, _nodes[value].Scope), value);

    public StepProgram Build() => new()
    {
        Name = "Hand",
        Hyperparameters = _hyperparameters.ToEquatableArray(),
        LearningRate = Slot("lr", 0.125),
        States = _states.ToEquatableArray(),
        Origins = EquatableArray<Origin>.Empty,
        Nodes = _nodes.ToEquatableArray(),
        NewStates = _newStates.Select(node => node!.Value).ToEquatableArray(),
        NewWeight = NewWeight,
        NewClock = NewClock,
        Skip = Skip,
    };

    /// <summary>Runs <paramref name="steps"/> steps on one parameter with a fixed gradient.</summary>
    public InterpretedParameter Run(NumberMode mode, double[] weight, double[]? gradient = null, int steps = 1) =>
        RunShaped(mode, [weight.Length], weight, gradient, steps);

    /// <summary>Runs <paramref name="steps"/> steps on one parameter of a shape with a fixed gradient.</summary>
    public InterpretedParameter RunShaped(
        NumberMode mode, long[] shape, double[] weight, double[]? gradient = null, int steps = 1, long blockLength = 0)
    {
        StepProgram program = Build();
        var parameter = new InterpretedParameter("p", shape, weight, blockLength);
        gradient?.CopyTo(parameter.Gradient, 0);
        var optimizer = new InterpretedOptimizer(program, mode);
        optimizer.Add(parameter, new InterpretedGroup(program));
        for (int i = 0; i < steps; i++) optimizer.Step();
        return parameter;
    }

    private Scope Join(int[] operands) => operands.Select(operand => _nodes[operand].Scope).Aggregate(Scopes.Join);

    private static ValueKind KindOf(Scope scope) => scope.IsSingle() ? ValueKind.Single : ValueKind.Double;

    private static HyperparameterSlot Slot(string name, double value) =>
        new(name, false, new NumberText(value, ""), HyperparameterRange.Any, "");
}
