using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// One way to run a program: where each reduction runs and which values are kept in scratch arrays are given; which arrays
/// each pass then reads, computes and writes follows.
/// </summary>
/// <remarks>
/// A value that a pass needs and that is neither loaded nor kept is computed again there. A state, and the parameter, is
/// written in the first pass that has its new value and after which no pass reads the old one, or in a later one that saves
/// reading. What was written is never read back in the step: a store may flush or round.
/// </remarks>
internal sealed class Schedule
{
    private readonly StepProgram _program;
    private readonly Levels _levels;
    private readonly IReadOnlyList<int> _scratch;
    private readonly List<PlannedStore> _outputs = [];
    private readonly int[] _storePass;
    private SortedSet<int>[] _needed = [];

    public Schedule(StepProgram program, Levels levels, IReadOnlyList<int> scratch)
    {
        _program = program;
        _levels = levels;
        _scratch = scratch;
        CollectOutputs();
        // Nothing is written before it is known whether the step is skipped.
        int decided = program.Skip < 0 ? 0 : levels[program.Skip];
        _storePass = _outputs.Select(output => output.Target == StoreTarget.Scratch ? levels[output.Value] : Math.Max(decided, levels[output.Value])).ToArray();
        Settle();
        while (PostponeStores()) { }
    }

    /// <summary>Where each reduction runs.</summary>
    public Levels Levels => _levels;

    /// <summary>Bytes read and written for an element in all passes together, where parameter and gradient are fp32.</summary>
    public int Traffic => Enumerable.Range(0, _levels.Count).Sum(pass =>
        _needed[pass].Where(value => IsLoad(value, pass)).Sum(load => ArrayBytes.OfLoad(_program, load))
        + StoresOf(pass).Sum(store => ArrayBytes.OfStore(_program, store)));

    /// <summary>The values that <paramref name="pass"/> loads or computes.</summary>
    public IReadOnlyCollection<int> Needed(int pass) => _needed[pass];

    /// <summary>The schedule as a plan.</summary>
    public StepPlan ToPlan()
    {
        var passes = new List<PlannedPass>();
        var levels = new List<PlannedLevel>();
        for (int level = 0; level < _levels.Count; level++)
        {
            PlannedPass pass = Pass(level);
            bool runs = pass.Reductions.Count > 0 || pass.Stores.Count > 0;
            if (runs) passes.Add(pass);
            levels.Add(new PlannedLevel(runs ? passes.Count - 1 : -1, GroupReductions(level).ToEquatableArray()));
        }
        EquatableArray<TensorStage> stages = Stages();
        return new StepPlan
        {
            Program = _program,
            Passes = passes.ToEquatableArray(),
            Levels = levels.ToEquatableArray(),
            Stages = stages,
            Scratch = _scratch.ToEquatableArray(),
            KeptParts = KeptParts.Of(_program, stages).ToEquatableArray(),
            SkipStage = _program.Skip < 0 ? -1 : _levels[_program.Skip],
        };
    }

    private void CollectOutputs()
    {
        for (int slot = 0; slot < _program.States.Count; slot++)
        {
            int value = _program.NewStates[slot];
            bool changes = !IsOldValue(value, slot);
            if (_program.States[slot].Scope == Scope.Element && changes) _outputs.Add(new PlannedStore(StoreTarget.State, slot, value, _program.RoundingOf(slot)));
        }
        if (_program.Nodes[_program.NewWeight].Opcode != Opcode.Weight)
            _outputs.Add(new PlannedStore(StoreTarget.Weight, -1, _program.NewWeight, _program.RoundingOf(StochasticStore.Parameter)));
        for (int i = 0; i < _scratch.Count; i++) _outputs.Add(new PlannedStore(StoreTarget.Scratch, i, _scratch[i]));
    }

    private void Settle()
    {
        do FindNeeded(); while (DelayStores());
    }

    // A pass need not read an array that a later one reads anyway, if all stores that it is read for are made there.
    private bool PostponeStores()
    {
        for (int pass = 0; pass < _levels.Count - 1; pass++)
        {
            foreach (int load in _needed[pass].Where(value => IsLoad(value, pass)).ToList())
            {
                List<int> stores = Enumerable.Range(0, _outputs.Count)
                    .Where(i => _storePass[i] == pass && _outputs[i].Target != StoreTarget.Scratch && Reads(_outputs[i].Value, load, pass)).ToList();
                if (stores.Count > 0 && Enumerable.Range(pass + 1, _levels.Count - pass - 1).Any(later => MoveIfCheaper(stores, later))) return true;
            }
        }
        return false;
    }

    private bool MoveIfCheaper(List<int> stores, int pass)
    {
        (int traffic, SortedSet<int>[] needed, int[] storePass) = (Traffic, _needed, (int[])_storePass.Clone());
        foreach (int store in stores) _storePass[store] = pass;
        Settle();
        if (Traffic < traffic) return true;
        _needed = needed;
        storePass.CopyTo(_storePass, 0);
        return false;
    }

    private bool Reads(int value, int load, int pass)
    {
        var visited = new HashSet<int>();
        return Visit(value);

        bool Visit(int node) =>
            node == load || (visited.Add(node) && _program.Nodes[node].Scope == Scope.Element && !IsLoad(node, pass) && _program.Nodes[node].Operands.Any(Visit));
    }

    private void FindNeeded()
    {
        _needed = Enumerable.Range(0, _levels.Count).Select(_ => new SortedSet<int>()).ToArray();
        for (int node = 0; node < _program.Nodes.Count; node++)
        {
            if (!_program.FoldsElements(node)) continue;
            foreach (int operand in _program.Nodes[node].Operands) Need(operand, _levels.Of(node));
        }
        for (int i = 0; i < _outputs.Count; i++) Need(_outputs[i].Value, _storePass[i]);
    }

    private void Need(int value, int pass)
    {
        Node node = _program.Nodes[value];
        if (node.Scope != Scope.Element || !_needed[pass].Add(value) || IsLoad(value, pass)) return;
        foreach (int operand in node.Operands) Need(operand, pass);
    }

    private bool IsLoad(int value, int pass) =>
        _program.Nodes[value].Operands.Count == 0 || (_scratch.Contains(value) && _levels[value] < pass);

    // A store before the last reading of the old value would destroy it.
    private bool DelayStores()
    {
        bool delayed = false;
        for (int i = 0; i < _outputs.Count; i++)
        {
            PlannedStore output = _outputs[i];
            if (output.Target == StoreTarget.Scratch) continue;
            for (int pass = _storePass[i] + 1; pass < _levels.Count; pass++)
            {
                if (!_needed[pass].Any(value => IsOld(output, _program.Nodes[value]))) continue;
                _storePass[i] = pass;
                delayed = true;
            }
        }
        return delayed;
    }

    private static bool IsOld(PlannedStore output, Node leaf) => output.Target == StoreTarget.Weight
        ? leaf.Opcode == Opcode.Weight
        : leaf.Opcode == Opcode.State && leaf.Slot == output.Slot;

    private IEnumerable<PlannedStore> StoresOf(int pass) => _outputs.Where((_, i) => _storePass[i] == pass);

    private PlannedPass Pass(int pass) => new(
        _levels.TraversalOf(pass),
        _needed[pass].Where(value => IsLoad(value, pass)).ToEquatableArray(),
        _needed[pass].Where(value => !IsLoad(value, pass)).ToEquatableArray(),
        Enumerable.Range(0, _program.Nodes.Count).Where(node => _program.FoldsElements(node) && _levels.Of(node) == pass).ToEquatableArray(),
        StoresOf(pass).ToEquatableArray());

    private IEnumerable<int> GroupReductions(int level) =>
        Enumerable.Range(0, _program.Nodes.Count).Where(node => _program.Nodes[node].IsGroupReduction && _levels.Of(node) == level);

    private EquatableArray<TensorStage> Stages()
    {
        int[] stages = TensorStages();
        List<(int Stage, TensorStore Store)> stores = TensorStores(stages).ToList();
        return Enumerable.Range(0, _levels.Count + 1)
            .Select(stage => new TensorStage(
                Enumerable.Range(0, stages.Length).Where(node => IsStageValue(_program.Nodes[node]) && stages[node] == stage).ToEquatableArray(),
                stores.Where(store => store.Stage == stage).Select(store => store.Store).ToEquatableArray()))
            .ToEquatableArray();
    }

    // A value is computed as late as its users allow: beside them, so that few values wait from stage to stage.
    private int[] TensorStages()
    {
        int[] stages = new int[_program.Nodes.Count];
        for (int node = stages.Length - 1; node >= 0; node--)
        {
            stages[node] = _levels[node];
            if (!IsStageValue(_program.Nodes[node]) || IsPinned(node)) continue;
            stages[node] = Math.Max(stages[node], _program.UsersOf(node).Select(user => ReadAt(user, stages)).DefaultIfEmpty(stages[node]).Min());
        }
        return stages;
    }

    // Group values are computed beside the tensor's: the same numbers for every tensor of the group.
    private static bool IsStageValue(Node node) => node.Scope is not (Scope.Step or Scope.Element);

    // What a level folds is there right after it, a new state is stored as early as it may be, and a skip is decided at once.
    private bool IsPinned(int node) =>
        _program.Nodes[node].IsReduction || _program.Nodes[node].IsGroupReduction || _program.NewStates.Contains(node) || node == _program.Skip;

    // The stage by which a user needs its operands: its own, or that before the first pass which computes it.
    private int ReadAt(int user, int[] stages)
    {
        Node node = _program.Nodes[user];
        if (node.IsReduction || node.IsGroupReduction) return _levels.Of(user);
        if (IsStageValue(node)) return stages[user];
        return Enumerable.Range(0, _levels.Count).First(pass => _needed[pass].Contains(user));
    }

    private IEnumerable<(int Stage, TensorStore Store)> TensorStores(int[] stages)
    {
        List<int> slots = Enumerable.Range(0, _program.States.Count)
            .Where(slot => _program.States[slot].Scope is not (Scope.Step or Scope.Element) && !IsOldValue(_program.NewStates[slot], slot)).ToList();
        Dictionary<int, int> storeStages = slots.ToDictionary(slot => slot, slot => FirstStoreStage(slot, stages));
        // What becomes the new value of another state is read when that one is written.
        for (bool delayed = true; delayed;)
        {
            delayed = false;
            foreach (int slot in slots)
            {
                int latest = slots.Where(other => IsOldValue(_program.NewStates[other], slot)).Select(other => storeStages[other]).DefaultIfEmpty(0).Max();
                if (latest <= storeStages[slot]) continue;
                storeStages[slot] = latest;
                delayed = true;
            }
        }
        return slots.Select(slot => (storeStages[slot], new TensorStore(slot, _program.NewStates[slot])));
    }

    // What is no element state is written in the stage that has its new value, not before the last stage that reads the old
    // one, and not before it is known whether the step is skipped: the stage that finds out has run as a whole by then.
    private int FirstStoreStage(int slot, int[] stages)
    {
        int lastReading = Enumerable.Range(0, _program.Nodes.Count)
            .Where(node => IsOldValue(node, slot))
            .SelectMany(_program.UsersOf)
            .Select(user => LastReadAt(user, slot, stages))
            .DefaultIfEmpty(0).Max();
        int decided = _program.Skip < 0 ? 0 : _levels[_program.Skip] + 1;
        return Math.Max(decided, Math.Max(stages[_program.NewStates[slot]], lastReading));
    }

    // A tensor value that a pass reads was taken before it; the values of rows and blocks are read from the state itself, so
    // that they must stay until the stage after the last pass that reads them.
    private int LastReadAt(int user, int slot, int[] stages) =>
        _program.States[slot].Scope.IsPart() && _program.Nodes[user].Scope == Scope.Element
            ? 1 + Enumerable.Range(0, _levels.Count).Last(pass => _needed[pass].Contains(user))
            : _program.States[slot].Scope.IsPart() ? stages[user] : ReadAt(user, stages);

    private bool IsOldValue(int node, int slot) => _program.Nodes[node] is { Opcode: Opcode.State } leaf && leaf.Slot == slot;
}
