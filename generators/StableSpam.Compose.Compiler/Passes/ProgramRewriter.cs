using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Passes;

/// <summary>Builds a program from another, node by node: each old node becomes one that is already there or a new one.</summary>
/// <param name="program">The program to rewrite.</param>
internal sealed class ProgramRewriter(StepProgram program)
{
    private readonly List<Node> _nodes = [];
    private readonly int[] _newIndex = new int[program.Nodes.Count];

    /// <summary>The new node with this index.</summary>
    public Node this[int index] => _nodes[index];

    /// <summary>Appends a node whose operands are indices of new nodes.</summary>
    public int Append(Node node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    /// <summary>Gives a new node without a name the name of the node that it takes the place of.</summary>
    public int Inherit(int index, Node replaced)
    {
        Node node = _nodes[index];
        if (node.Label.Length == 0 && replaced.Label.Length > 0 && node.Operands.Count > 0)
            _nodes[index] = node with { Label = replaced.Label };
        return index;
    }

    /// <summary>Rewrites every node that <paramref name="keep"/> admits, in order; <paramref name="rewrite"/> takes a node whose operands are new already.</summary>
    public StepProgram Rewrite(Func<int, bool> keep, Func<Node, int> rewrite)
    {
        for (int i = 0; i < program.Nodes.Count; i++)
        {
            Node node = program.Nodes[i];
            _newIndex[i] = keep(i)
                ? rewrite(node with { Operands = node.Operands.Select(operand => _newIndex[operand]).ToEquatableArray() })
                : -1;
        }
        return program with
        {
            Nodes = _nodes.ToEquatableArray(),
            NewStates = program.NewStates.Select(value => _newIndex[value]).ToEquatableArray(),
            StochasticStores = program.StochasticStores.Select(store => store with { Random = _newIndex[store.Random] }).ToEquatableArray(),
            NewWeight = _newIndex[program.NewWeight],
            NewClock = _newIndex[program.NewClock],
            Skip = program.Skip < 0 ? -1 : _newIndex[program.Skip],
        };
    }
}
