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
    private IEnumerable<int> NeededFor(IEnumerable<int> values) => values
        .SelectMany(value => _nodes[value].Operands)
        .Where(operand => _nodes[operand].Scope == Scope.Element && !_before.Loads.Contains(operand))
        .SelectMany(operand => NeededFor([operand]).Append(operand));

    private int? GuessOf(int node)
    {
        if (!_guesses.TryGetValue(node, out int? guess)) _guesses.Add(node, guess = MakeGuess(node));
        return guess;
    }

    private int? MakeGuess(int index)
    {
        Node node = _nodes[index];
        if (node.Scope != Scope.Element) return node.Scope == Scope.Step || _known.Contains(index) ? index : null;
        if (_before.Loads.Contains(index)) return index;
        if (node.IsRandom || node.Operands.Count == 0) return null;
        if (node.Opcode == Opcode.Select && HoldsNowhere(node.Operands[0])) return GuessOf(node.Operands[2]);
        int?[] operands = node.Operands.Select(GuessOf).ToArray();
        if (operands.Any(operand => operand is null)) return null;
        EquatableArray<int> guessed = operands.Select(operand => operand!.Value).ToEquatableArray();
        if (guessed.Equals(node.Operands)) return index;
        _nodes.Add(node with { Operands = guessed });
        return _nodes.Count - 1;
    }

    // Whether a condition holds nowhere in a chunk whose largest element, as the pass before folds it, is not above a limit.
    private bool HoldsNowhere(int condition)
    {
        Node node = _nodes[condition];
        return node.Opcode switch
        {
            Opcode.Greater => IsBounded(node.Operands[0], node.Operands[1]),
            Opcode.Less => IsBounded(node.Operands[1], node.Operands[0]),
            Opcode.And => HoldsNowhere(node.Operands[0]) || HoldsNowhere(node.Operands[1]),
            _ => false,
        };
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
