using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>What the statements of a chain act on, as it stands at the statement being lowered: the given names and every state.</summary>
internal sealed class ChainState
{
    private readonly List<StateSlot> _slots = [];
    private readonly List<int> _current = [];
    private readonly Dictionary<(int Transform, string Name), int> _byName = [];
    private readonly List<(int Slot, int Condition)> _resetsAfterStep = [];
    private readonly HashSet<int> _assigned = [];
    private int _update;
    private int _weight;

    public ChainState(ProgramBuilder builder)
    {
        Gradient = builder.Leaf(Opcode.Gradient, Scope.Element, ValueKind.Single, label: "grad");
        _weight = builder.Leaf(Opcode.Weight, Scope.Element, ValueKind.Single, label: "w");
        LearningRate = builder.Leaf(Opcode.LearningRate, Scope.Step, ValueKind.Double, label: "lr");
        Clock = builder.Leaf(Opcode.UpdateClock, Scope.Step, ValueKind.Double, label: "k");
        _update = Gradient;
    }

    /// <summary><c>grad</c>, the raw gradient.</summary>
    public int Gradient { get; }

    /// <summary><c>g</c>, the update on its way down the chain.</summary>
    public int Update
    {
        get => _update;
        set => Assign(ref _update, value);
    }

    /// <summary><c>w</c>.</summary>
    public int Weight
    {
        get => _weight;
        set => Assign(ref _weight, value);
    }

    /// <summary><c>lr</c>.</summary>
    public int LearningRate { get; set; }

    /// <summary><c>k</c>.</summary>
    public int Clock { get; set; }

    /// <summary>The condition under which the step is skipped; -1 for never.</summary>
    public int Skip { get; set; } = -1;

    /// <summary>Whether the update was applied.</summary>
    public bool Applied { get; set; }

    /// <summary>All states, in the order of the chain.</summary>
    public IReadOnlyList<StateSlot> Slots => _slots;

    /// <summary>The current value of each state.</summary>
    public IReadOnlyList<int> Values => _current;

    /// <summary>What to reset when the chain has run: state and step condition.</summary>
    public IReadOnlyList<(int Slot, int Condition)> ResetsAfterStep => _resetsAfterStep;

    /// <summary>Adds a state of transform number <paramref name="transform"/>; its current value is the old one.</summary>
    public void Declare(ProgramBuilder builder, int transform, string name, StateSlot slot)
    {
        ValueKind kind = slot.Scope.IsSingle() ? ValueKind.Single : ValueKind.Double;
        _byName.Add((transform, name), _slots.Count);
        _current.Add(builder.Leaf(Opcode.State, slot.Scope, kind, _slots.Count, name));
        _slots.Add(slot);
    }

    /// <summary>The state that transform number <paramref name="transform"/> calls <paramref name="name"/>.</summary>
    public int? Find(int transform, string name) => _byName.TryGetValue((transform, name), out int slot) ? slot : null;

    /// <summary>The state with <paramref name="role"/> of the nearest transform after number <paramref name="transform"/> that has one.</summary>
    public int? FindLater(int transform, string role)
    {
        IEnumerable<KeyValuePair<(int Transform, string Name), int>> later =
            _byName.Where(state => state.Key.Transform > transform && _slots[state.Value].Role == role);
        return later.Any() ? later.OrderBy(state => state.Key.Transform).ThenBy(state => state.Value).First().Value : null;
    }

    /// <summary>The moments of the transforms after number <paramref name="transform"/>.</summary>
    public IEnumerable<int> LaterMoments(int transform) =>
        _byName.Where(state => state.Key.Transform > transform && _slots[state.Value].IsMoment).Select(state => state.Value).OrderBy(slot => slot);

    /// <summary>Gives a state a new current value.</summary>
    public void Assign(int slot, int value) => _current[slot] = value;

    /// <summary>Whether <paramref name="value"/> was assigned to <c>g</c> or <c>w</c>.</summary>
    public bool IsAssigned(int value) => _assigned.Contains(value);

    /// <summary>Notes that a state is reset, where the step <paramref name="condition"/> holds, when the chain has run.</summary>
    public void ResetAfterStep(int slot, int condition) => _resetsAfterStep.Add((slot, condition));

    private void Assign(ref int name, int value)
    {
        // What a step starts from is no assignment, whatever it is called.
        if (value != Gradient && value != name) _assigned.Add(value);
        name = value;
    }
}
