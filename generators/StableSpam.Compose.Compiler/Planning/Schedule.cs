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
    private readonly ElementValues _values;
    private readonly StepProgram _program;
    private readonly Levels _levels;
    private readonly IReadOnlyList<int> _scratch;
    private readonly bool[] _isKept;
    private readonly List<PlannedStore> _outputs = [];
    private readonly List<int[]> _oldLeaves = [];
    private readonly int[] _storePass;

    // By pass, and by value: whether the pass loads or computes it.
    private bool[][] _needed = [];

    public Schedule(ElementValues values, Levels levels, IReadOnlyList<int> scratch)
    {
        _values = values;
        _program = values.Program;
        _levels = levels;
        _scratch = scratch;
        _isKept = new bool[values.Count];
        foreach (int kept in scratch) _isKept[kept] = true;
        CollectOutputs();
        // Nothing is written before it is known whether the step is skipped.
        int decided = _program.Skip < 0 ? 0 : levels[_program.Skip];
        _storePass = _outputs.Select(output => output.Target == StoreTarget.Scratch ? levels[output.Value] : Math.Max(decided, levels[output.Value])).ToArray();
        Settle();
        while (PostponeStores()) { }
    }

    /// <summary>Where each reduction runs.</summary>
    public Levels Levels => _levels;

    /// <summary>Bytes read and written for an element in all passes together, where parameter and gradient are fp32.</summary>
    public int Traffic { get; private set; }

    /// <summary>Whether <paramref name="pass"/> loads or computes a value.</summary>
    public bool Needs(int pass, int value) => _needed[pass][value];

    /// <summary>The values that <paramref name="pass"/> loads or computes.</summary>
    public IEnumerable<int> Needed(int pass) => Enumerable.Range(0, _values.Count).Where(value => _needed[pass][value]);

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
            if (_program.States[slot].Scope == Scope.Element && changes) Add(new PlannedStore(StoreTarget.State, slot, value, _program.RoundingOf(slot)));
        }
        if (_program.Nodes[_program.NewWeight].Opcode != Opcode.Weight)
            Add(new PlannedStore(StoreTarget.Weight, -1, _program.NewWeight, _program.RoundingOf(StochasticStore.Parameter)));
        for (int i = 0; i < _scratch.Count; i++) Add(new PlannedStore(StoreTarget.Scratch, i, _scratch[i]));
    }

    private void Add(PlannedStore output)
    {
        _outputs.Add(output);
        _oldLeaves.Add(_values.Leaves.Where(leaf => IsOld(output, _program.Nodes[leaf])).ToArray());
    }

    private void Settle()
    {
        do _needed = Enumerable.Range(0, _levels.Count).Select(pass => NeededIn(pass, except: [])).ToArray(); while (DelayStores());
        Traffic = Enumerable.Range(0, _levels.Count).Sum(TrafficOf);
    }

    private int TrafficOf(int pass)
    {
        int bytes = StoresOf(pass).Sum(store => ArrayBytes.OfStore(_program, store));
        foreach (int leaf in _values.Leaves)
        {
            if (_needed[pass][leaf]) bytes += ArrayBytes.OfLoad(_program, leaf);
        }
        foreach (int kept in _scratch)
        {
            if (_needed[pass][kept] && IsLoad(kept, pass)) bytes += ArrayBytes.OfLoad(_program, kept);
        }
        return bytes;
    }

    // A pass need not read an array that a later one reads anyway, if all stores that it is read for are made there.
    private bool PostponeStores()
    {
        for (int pass = 0; pass < _levels.Count - 1; pass++)
        {
            List<int> postponable = Enumerable.Range(0, _outputs.Count).Where(i => _storePass[i] == pass && _outputs[i].Target != StoreTarget.Scratch).ToList();
            if (postponable.Count == 0) continue;
            bool[] neededAnyway = NeededIn(pass, except: postponable);
            foreach (int load in Needed(pass).Where(value => IsLoad(value, pass) && !neededAnyway[value]).ToList())
            {
                bool[] readers = ReadersOf(load, pass);
                List<int> stores = postponable.Where(i => readers[_outputs[i].Value]).ToList();
                if (Enumerable.Range(pass + 1, _levels.Count - pass - 1).Any(later => MoveIfCheaper(stores, later))) return true;
            }
        }
        return false;
    }

    private bool MoveIfCheaper(List<int> stores, int pass)
    {
        (int traffic, bool[][] needed, int[] storePass) = (Traffic, _needed, (int[])_storePass.Clone());
        foreach (int store in stores) _storePass[store] = pass;
        Settle();
        if (Traffic < traffic) return true;
        (Traffic, _needed) = (traffic, needed);
        storePass.CopyTo(_storePass, 0);
        return false;
    }

    // What is computed from a load in a pass, and the load itself.
    private bool[] ReadersOf(int load, int pass)
    {
        bool[] reads = new bool[_values.Count];
        reads[load] = true;
        for (int node = load + 1; node < reads.Length; node++)
        {
            if (!_values.IsElement(node) || IsLoad(node, pass)) continue;
            foreach (int operand in _values.OperandsOf(node)) reads[node] |= reads[operand];
        }
        return reads;
    }

    // Users stand after their operands: from the last value to the first, each one's users are known.
    private bool[] NeededIn(int pass, List<int> except)
    {
        bool[] needed = new bool[_values.Count];
        foreach (int fold in _values.Folds)
        {
            if (_levels.Of(fold) != pass) continue;
            foreach (int operand in _values.OperandsOf(fold)) needed[operand] = true;
        }
        for (int i = 0; i < _outputs.Count; i++) needed[_outputs[i].Value] |= _storePass[i] == pass && !except.Contains(i);
        for (int value = needed.Length - 1; value >= 0; value--)
        {
            if (!needed[value] || IsLoad(value, pass)) continue;
            foreach (int operand in _values.OperandsOf(value)) needed[operand] = true;
        }
        return needed;
    }

    private bool IsLoad(int value, int pass) => _values.IsLeaf(value) || (_isKept[value] && _levels[value] < pass);

    // A store before the last reading of the old value would destroy it.
    private bool DelayStores()
    {
        bool delayed = false;
        for (int i = 0; i < _outputs.Count; i++)
        {
            for (int pass = _storePass[i] + 1; pass < _levels.Count; pass++)
            {
                foreach (int old in _oldLeaves[i])
                {
                    if (!_needed[pass][old]) continue;
                    _storePass[i] = pass;
                    delayed = true;
                }
            }
        }
        return delayed;
    }

    private static bool IsOld(PlannedStore output, Node leaf) => output.Target switch
    {
        StoreTarget.Weight => leaf.Opcode == Opcode.Weight,
        StoreTarget.State => leaf.Opcode == Opcode.State && leaf.Slot == output.Slot,
        _ => false,
    };

    private IEnumerable<PlannedStore> StoresOf(int pass) => _outputs.Where((_, i) => _storePass[i] == pass);

    private PlannedPass Pass(int pass) => new(
        _levels.TraversalOf(pass),
        Needed(pass).Where(value => IsLoad(value, pass)).ToEquatableArray(),
        Needed(pass).Where(value => !IsLoad(value, pass)).ToEquatableArray(),
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
            stages[node] = Math.Max(stages[node], _values.Users.Of(node).Select(user => ReadAt(user, stages)).DefaultIfEmpty(stages[node]).Min());
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
        return Enumerable.Range(0, _levels.Count).First(pass => _needed[pass][user]);
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
            .SelectMany(_values.Users.Of)
            .Select(user => LastReadAt(user, slot, stages))
            .DefaultIfEmpty(0).Max();
        int decided = _program.Skip < 0 ? 0 : _levels[_program.Skip] + 1;
        return Math.Max(decided, Math.Max(stages[_program.NewStates[slot]], lastReading));
    }

    // A tensor value that a pass reads was taken before it; the values of rows and blocks are read from the state itself, so
    // that they must stay until the stage after the last pass that reads them.
    private int LastReadAt(int user, int slot, int[] stages) =>
        _program.States[slot].Scope.IsPart() && _program.Nodes[user].Scope == Scope.Element
            ? 1 + Enumerable.Range(0, _levels.Count).Last(pass => _needed[pass][user])
            : _program.States[slot].Scope.IsPart() ? stages[user] : ReadAt(user, stages);

    private bool IsOldValue(int node, int slot) => _program.Nodes[node] is { Opcode: Opcode.State } leaf && leaf.Slot == slot;
}
