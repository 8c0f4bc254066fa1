using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// Folds in one pass already what the next one folds, on the guess that a condition holds for no element: a gradient is clipped
/// above a limit that the pass itself finds out, and mostly nothing is above it. The next pass then looks only at the chunks
/// whose largest element is above the limit, and replaces what they folded to; bits are the same as if it had looked at all.
/// </summary>
/// <remarks>
/// The guess leaves out the branch of each <c>if x &gt; limit</c> where the pass before folds the largest x anyway, and needs
/// nothing that this pass does not read or that is known only after it.
/// </remarks>
internal sealed class Speculation
{
    private readonly StepPlan _plan;
    private readonly PlannedPass _before;
    private readonly HashSet<int> _known;
    private readonly List<Node> _nodes;
    private readonly Dictionary<int, int?> _guesses = [];

    // Conditions that may hold somewhere.
    private readonly HashSet<int> _unbounded = [];
    private SpeculativeFold? _fold;

    private Speculation(StepPlan plan, int pass)
    {
        _plan = plan;
        _before = plan.Passes[pass - 1];
        _nodes = [.. plan.Program.Nodes];
        int level = plan.Levels.ToList().FindIndex(level => level.Pass == pass - 1);
        _known = [.. plan.Stages.Take(level + 1).SelectMany(stage => stage.Computed)];
    }

    /// <summary>The plan with every such guess.</summary>
    public static StepPlan Run(StepPlan plan)
    {
        for (int pass = 1; pass < plan.Passes.Count; pass++)
        {
            if (IsFoldOfTensor(plan.Passes[pass - 1]) && IsFoldOfTensor(plan.Passes[pass]) && plan.Passes[pass].Stores.Count == 0)
                plan = new Speculation(plan, pass).Guess(pass) ?? plan;
        }
        return plan;
    }

    // A pass that looks only at some chunks is nothing to guess from.
    private static bool IsFoldOfTensor(PlannedPass pass) =>
        pass.Traversal == Traversal.Tensor && pass.Reductions.Count > 0 && pass.Speculative is null;

    private StepPlan? Guess(int pass)
    {
        PlannedPass planned = _plan.Passes[pass];
        var guessed = new List<Node>();
        foreach (int reduction in planned.Reductions)
        {
            int?[] operands = _plan.Program.Nodes[reduction].Operands.Select(GuessOf).ToArray();
            if (operands.Any(operand => operand is null)) return null;
            guessed.Add(_plan.Program.Nodes[reduction] with { Label = "", Operands = operands.Select(operand => operand!.Value).ToEquatableArray() });
        }
        if (_fold is null) return null;

        int first = _nodes.Count;
        _nodes.AddRange(guessed);
        List<int> reductions = Enumerable.Range(first, guessed.Count).ToList();
        PlannedPass[] passes = _plan.Passes.ToArray();
        passes[pass - 1] = _before with
        {
            Computed = _before.Computed.Concat(NeededFor(reductions)).Distinct().OrderBy(node => node).ToEquatableArray(),
            Reductions = _before.Reductions.Concat(reductions).ToEquatableArray(),
        };
        passes[pass] = planned with { Speculative = _fold };
        TensorStage[] stages = _plan.Stages.ToArray();
        int after = _plan.Levels.ToList().FindIndex(level => level.Pass == pass - 1) + 1;
        stages[after] = stages[after] with { Computed = stages[after].Computed.Concat(reductions).ToEquatableArray() };
        return _plan with
        {
            Program = _plan.Program with { Nodes = _nodes.ToEquatableArray() },
            Passes = passes.ToEquatableArray(),
            Stages = stages.ToEquatableArray(),
        };
    }

    // The element values that the guesses are made of and that the pass has not read.
    private IEnumerable<int> NeededFor(IEnumerable<int> values)
    {
        var needed = new HashSet<int>();
        var open = new Stack<int>(values);
        while (open.Count > 0)
        {
            foreach (int operand in _nodes[open.Pop()].Operands)
            {
                if (_nodes[operand].Scope == Scope.Element && !_before.Loads.Contains(operand) && needed.Add(operand)) open.Push(operand);
            }
        }
        return needed;
    }

    // What a guess is made of is guessed first: a rule may be longer than a stack is deep.
    private int? GuessOf(int value)
    {
        var open = new Stack<int>([value]);
        while (open.Count > 0)
        {
            int node = open.Peek();
            List<int> missing = GuessedFrom(node).Where(operand => !_guesses.ContainsKey(operand)).ToList();
            if (missing.Count == 0)
            {
                open.Pop();
                if (!_guesses.ContainsKey(node)) _guesses.Add(node, MakeGuess(node));
            }
            for (int i = missing.Count - 1; i >= 0; i--) open.Push(missing[i]);
        }
        return _guesses[value];
    }

    private IEnumerable<int> GuessedFrom(int index)
    {
        Node node = _nodes[index];
        return IsGiven(index) || node.IsRandom ? []
            : IsChosenByGuess(node) ? [node.Operands[2]]
            : node.Operands;
    }

    private int? MakeGuess(int index)
    {
        Node node = _nodes[index];
        if (IsGiven(index)) return node.Scope is Scope.Element or Scope.Step || _known.Contains(index) ? index : null;
        if (node.IsRandom || node.Operands.Count == 0) return null;
        if (IsChosenByGuess(node)) return _guesses[node.Operands[2]];
        int?[] operands = node.Operands.Select(operand => _guesses[operand]).ToArray();
        if (operands.Any(operand => operand is null)) return null;
        EquatableArray<int> guessed = operands.Select(operand => operand!.Value).ToEquatableArray();
        if (guessed.Equals(node.Operands)) return index;
        _nodes.Add(node with { Operands = guessed });
        return _nodes.Count - 1;
    }

    // What the pass reads, or what is no element's value.
    private bool IsGiven(int node) => _nodes[node].Scope != Scope.Element || _before.Loads.Contains(node);

    private bool IsChosenByGuess(Node node) => node.Opcode == Opcode.Select && HoldsNowhere(node.Operands[0]);

    // Whether a condition holds nowhere in a chunk whose largest element, as the pass before folds it, is not above a limit: one
    // of the conditions that it joins by "and" holds nowhere.
    private bool HoldsNowhere(int condition)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>([condition]);
        while (open.Count > 0)
        {
            int joined = open.Pop();
            if (_unbounded.Contains(joined) || !seen.Add(joined)) continue;
            Node node = _nodes[joined];
            switch (node.Opcode)
            {
                case Opcode.Greater when IsBounded(node.Operands[0], node.Operands[1]):
                case Opcode.Less when IsBounded(node.Operands[1], node.Operands[0]):
                    return true;
                case Opcode.And:
                    open.Push(node.Operands[1]);
                    open.Push(node.Operands[0]);
                    break;
            }
        }
        _unbounded.UnionWith(seen);
        return false;
    }

    private bool IsBounded(int value, int limit)
    {
        if (_nodes[limit].Scope is not (Scope.Step or Scope.Group or Scope.Tensor)) return false;
        int largest = _before.Reductions.ToList()
            .FindIndex(reduction => _nodes[reduction].Opcode == Opcode.Largest && _nodes[reduction].Operands[0] == value);
        if (largest < 0) return false;
        var fold = new SpeculativeFold(largest, limit, _before.Reductions.Count);
        if (_fold is not null && _fold != fold) return false;
        _fold = fold;
        return true;
    }
}
