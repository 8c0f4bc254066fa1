using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>
/// Which values cross from one part of the generated program to another, and the fields that carry them: from the step to
/// tensors and elements in <c>Step</c>, from a tensor stage to later stages and passes in <c>Tensor</c>.
/// </summary>
internal sealed class StepLayout
{
    private readonly StepPlan _plan;
    private readonly ValueUsers _users;
    private readonly Dictionary<int, int> _stages = [];
    private readonly List<int> _partStates;

    public StepLayout(StepPlan plan)
    {
        _plan = plan;
        _users = new ValueUsers(plan.Program);
        for (int stage = 0; stage < plan.Stages.Count; stage++)
        {
            foreach (int node in plan.Stages[stage].Computed) _stages.Add(node, stage);
        }
        Names = new DescriptiveNames(plan.Program);
        StepFields = Fields(static scope => scope == Scope.Step, IsReadBeyondStep);
        TensorFields = Fields(static scope => scope is Scope.Tensor or Scope.Group, IsReadBeyondStage);
        _partStates = Enumerable.Range(0, Program.States.Count).Where(slot => Program.States[slot].Scope.IsPart()).ToList();
    }

    /// <summary>The values.</summary>
    public StepProgram Program => _plan.Program;

    /// <summary>Names for values.</summary>
    public DescriptiveNames Names { get; }

    /// <summary>Step values that tensors or elements read, and their fields.</summary>
    public IReadOnlyDictionary<int, string> StepFields { get; }

    /// <summary>Tensor values that a later stage or a pass reads, and their fields.</summary>
    public IReadOnlyDictionary<int, string> TensorFields { get; }

    /// <summary>Index of a state among those of its scope, which is where it lies in memory.</summary>
    public int PositionOf(int slot) => Program.States.Take(slot).Count(state => state.Scope == Program.States[slot].Scope);

    /// <summary>The arrays of rows, columns, matrices and blocks: the states first, then what is kept for a step.</summary>
    public IEnumerable<(Scope Scope, int State)> PartArrays =>
        _partStates.Select(slot => (Program.States[slot].Scope, slot)).Concat(_plan.KeptParts.Select(node => (Program.Nodes[node].Scope, -1)));

    /// <summary>Index of the array that a value of a row, column, matrix or block is found in.</summary>
    public int PartOf(int node)
    {
        int kept = _plan.KeptParts.ToList().IndexOf(node);
        return kept >= 0 ? _partStates.Count + kept : PartOfState(Program.Nodes[node].Slot);
    }

    /// <summary>Index of the array of a state of rows, columns, matrices or blocks.</summary>
    public int PartOfState(int slot) => _partStates.IndexOf(slot);

    /// <summary>The field of a step or tensor value, as an expression.</summary>
    public string Field(int node) => StepFields.TryGetValue(node, out string? field) ? "step." + field : "tensor." + TensorFields[node];

    /// <summary>A step or tensor value, or a constant, as kernels read it: in fp32, or as a condition.</summary>
    public string Number(int node)
    {
        Node value = Program.Nodes[node];
        return value.Opcode switch
        {
            Opcode.Constant when value.Kind == ValueKind.Condition => value.Constant != 0 ? "true" : "false",
            Opcode.Constant => NumberLiterals.Single(value.Constant),
            _ => Field(node),
        };
    }

    /// <summary>The same, spread over lanes.</summary>
    public string Spread(int node) =>
        Program.Nodes[node].Kind == ValueKind.Condition ? $"TLanes.Mask({Number(node)})" : $"TLanes.Broadcast({Number(node)})";

    /// <summary>Whether a value is the tensor's from the start, so that every stage can read it: an old state, a size.</summary>
    public static bool IsInput(Node node) => node.Opcode is Opcode.State or Opcode.ElementCount or Opcode.Rank
        or Opcode.RowCount or Opcode.ColumnCount or Opcode.MatrixCount or Opcode.BlockCount;

    /// <summary>Index of a group reduction among all of them, which is where its total lies in memory.</summary>
    public int TotalOf(int groupReduction) => Program.Nodes[groupReduction].Fold is >= 0 and int shared
        ? shared
        : Program.Nodes.Take(groupReduction).Count(node => node.IsGroupReduction);

    /// <summary>The C# type of a value on the host.</summary>
    public static string HostType(Node node) => node.Kind switch
    {
        ValueKind.Double => "double",
        ValueKind.Single => "float",
        _ => "bool",
    };

    private Dictionary<int, string> Fields(Func<Scope, bool> isOf, Func<int, bool> isRead)
    {
        var fields = new Dictionary<int, string>();
        // A field may not have the name of its struct, nor hide what every struct has.
        var names = new NamePool(["Step", "Tensor", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize"]);
        for (int node = 0; node < Program.Nodes.Count; node++)
        {
            if (isOf(Program.Nodes[node].Scope) && Program.Nodes[node].Opcode != Opcode.Constant && isRead(node))
                fields.Add(node, names.Take(FieldName(node, fields)));
        }
        return fields;
    }

    // The fp32 form of a value that is needed in double too.
    private string FieldName(int node, Dictionary<int, string> fields)
    {
        string name = Names.Of(node);
        bool hasDouble = Program.Nodes[node].Opcode == Opcode.ToSingle && fields.TryGetValue(Program.Nodes[node].Operands[0], out string? field) && field == name;
        return hasDouble ? name + "Single" : name;
    }

    private bool IsReadBeyondStep(int node) => _users.Of(node).Any(user => Program.Nodes[user].Scope != Scope.Step);

    private bool IsReadBeyondStage(int node)
    {
        if (node == Program.Skip) return true;
        if (_users.Of(node).Any(user => Program.Nodes[user].Scope > Scope.Tensor || Program.Nodes[user].IsGroupReduction)) return true;
        if (IsInput(Program.Nodes[node])) return false;
        int stage = StageOf(node);
        return _users.Of(node).Any(user => Program.Nodes[user].Scope is Scope.Tensor or Scope.Group && StageOf(user) != stage)
            || _plan.Stages.Where((_, later) => later != stage).Any(later => later.Stores.Any(store => store.Value == node));
    }

    private int StageOf(int node) => _stages[node];
}
