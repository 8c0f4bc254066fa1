using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>
/// Appends nodes to a program, and holds the two rules that every operation keeps: its scope is the join of its operands',
/// and an operation in fp32 rounds an operand in double once, before use.
/// </summary>
internal sealed class ProgramBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly List<bool> _belongsToParameter = [];
    private readonly Dictionary<(Opcode Opcode, int Slot), int> _leaves = [];
    private int _streams;

    /// <summary>Index of the statement that new nodes come from.</summary>
    public int Origin { get; set; } = -1;

    /// <summary>All nodes so far.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The node with this index.</summary>
    public Node this[int index] => _nodes[index];

    /// <summary>A number known at compile time.</summary>
    public int Constant(double value) => Append(new Node { Opcode = Opcode.Constant, Scope = Scope.Step, Kind = ValueKind.Double, Constant = value });

    /// <summary>True or false, known at compile time.</summary>
    public int Constant(bool value) =>
        Append(new Node { Opcode = Opcode.Constant, Scope = Scope.Step, Kind = ValueKind.Condition, Constant = value ? 1 : 0 });

    /// <summary>A value that the step starts from; there is one node for each.</summary>
    public int Leaf(Opcode opcode, Scope scope, ValueKind kind, int slot = -1, string label = "")
    {
        if (_leaves.TryGetValue((opcode, slot), out int index)) return index;
        // A leaf is read where it is first needed, but belongs to no statement.
        index = Append(new Node { Opcode = opcode, Scope = scope, Kind = kind, Slot = slot, Label = label }, origin: -1);
        _leaves.Add((opcode, slot), index);
        return index;
    }

    /// <summary>An operation on numbers that gives a number.</summary>
    public int Arithmetic(Opcode opcode, params int[] operands) => Operation(opcode, condition: false, operands);

    /// <summary>An operation on numbers that gives a condition.</summary>
    public int Comparison(Opcode opcode, params int[] operands) => Operation(opcode, condition: true, operands);

    /// <summary>An operation on conditions that gives a condition.</summary>
    public int Logic(Opcode opcode, params int[] operands) =>
        Append(new Node { Opcode = opcode, Scope = Join(operands), Kind = ValueKind.Condition, Operands = new(operands) });

    /// <summary><paramref name="yes"/> where <paramref name="condition"/> holds, else <paramref name="no"/>; both numbers, or both conditions.</summary>
    public int Select(int condition, int yes, int no)
    {
        Scope scope = Join(condition, yes, no);
        if (_nodes[yes].Kind == ValueKind.Condition)
            return Append(new Node { Opcode = Opcode.Select, Scope = scope, Kind = ValueKind.Condition, Operands = new([condition, yes, no]) });
        int[] operands = [condition, Rounded(yes, scope), Rounded(no, scope)];
        return Append(new Node { Opcode = Opcode.Select, Scope = scope, Kind = Arithmetic(scope), Operands = new(operands) });
    }

    /// <summary>x to a literal power.</summary>
    public int IntegerPower(int value, int exponent)
    {
        Scope scope = _nodes[value].Scope;
        return Append(new Node { Opcode = Opcode.IntegerPower, Scope = scope, Kind = Arithmetic(scope), Operands = new([value]), Exponent = exponent });
    }

    /// <summary>A random number for each element, from a stream of its own.</summary>
    public int RandomNumber(Opcode opcode, int seed)
    {
        // A double goes into the generator as it is.
        int step = Leaf(Opcode.StepClock, Scope.Step, ValueKind.Double, label: "t");
        return Append(new Node { Opcode = opcode, Scope = Scope.Element, Kind = ValueKind.Single, Operands = new([seed, step]), Slot = _streams++ });
    }

    /// <summary>A reduction of values of <paramref name="from"/> to those of <paramref name="to"/>, which is coarser.</summary>
    public int Reduction(Opcode opcode, Scope from, Scope to, params int[] operands) =>
        Append(new Node
        {
            Opcode = opcode,
            Scope = to,
            Kind = Arithmetic(to),
            Operands = new(operands.Select(operand => AtScope(operand, from)).ToArray()),
        });

    /// <summary>A reduction of tensor values to one of a group.</summary>
    public int GroupReduction(Opcode opcode, TensorSet over, int operand) =>
        Append(new Node
        {
            Opcode = opcode,
            Scope = Scope.Group,
            Kind = ValueKind.Double,
            Over = over,
            Operands = new([AtScope(operand, Scope.Tensor)]),
        });

    /// <summary>
    /// Whether a value depends on what belongs to a parameter rather than to its group: k, the first update, a step state.
    /// Such a value has no one value for a group, although nothing of the tensor is in it.
    /// </summary>
    public bool BelongsToParameter(int value) => _belongsToParameter[value];

    /// <summary>The value, once for each value of <paramref name="scope"/>, which is no coarser than its own.</summary>
    public int AtScope(int value, Scope scope)
    {
        Node node = _nodes[value];
        if (node.Scope == scope) return value;
        int rounded = Rounded(value, scope);
        return Append(new Node { Opcode = Opcode.Broadcast, Scope = scope, Kind = _nodes[rounded].Kind, Operands = new([rounded]) });
    }

    /// <summary>Gives a node the name that its rule assigns it to. A node keeps its first name; a leaf has its own.</summary>
    public void Name(int index, string label)
    {
        Node node = _nodes[index];
        if (node.Label.Length == 0 && node.Operands.Count > 0) _nodes[index] = node with { Label = label };
    }

    /// <summary>A node with the name that its rule assigns it to.</summary>
    public int Named(int index, string label)
    {
        Name(index, label);
        return index;
    }

    private int Operation(Opcode opcode, bool condition, int[] operands)
    {
        Scope scope = Join(operands);
        return Append(new Node
        {
            Opcode = opcode,
            Scope = scope,
            Kind = condition ? ValueKind.Condition : Arithmetic(scope),
            Operands = new(operands.Select(operand => Rounded(operand, scope)).ToArray()),
        });
    }

    // A group value meets a step value of one parameter in the tensor.
    private Scope Join(params int[] operands)
    {
        Scope scope = operands.Select(operand => _nodes[operand].Scope).Aggregate(Scopes.Join);
        return scope == Scope.Group && operands.Any(BelongsToParameter) ? Scope.Tensor : scope;
    }

    private static ValueKind Arithmetic(Scope scope) => scope.IsSingle() ? ValueKind.Single : ValueKind.Double;

    private int Rounded(int operand, Scope scope)
    {
        Node node = _nodes[operand];
        if (!scope.IsSingle() || node.Kind != ValueKind.Double) return operand;
        return Append(new Node { Opcode = Opcode.ToSingle, Scope = node.Scope, Kind = ValueKind.Single, Operands = new([operand]) });
    }

    private int Append(Node node) => Append(node, Origin);

    private int Append(Node node, int origin)
    {
        _nodes.Add(node with { Origin = origin });
        _belongsToParameter.Add(node.Operands.Count == 0
            ? node is { Scope: Scope.Step, Opcode: Opcode.UpdateClock or Opcode.FirstUpdate or Opcode.State }
            : node.Operands.Any(BelongsToParameter) && node.Operands.All(operand => BelongsToParameter(operand) || _nodes[operand].Scope <= Scope.Group));
        return _nodes.Count - 1;
    }
}
