using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>What all schedules of a program ask of its element values, worked out once: a search tries thousands of schedules.</summary>
internal sealed class ElementValues
{
    private const int NoLeaf = -1;
    private const int SeveralLeaves = -2;

    private readonly int[][] _operands;
    private readonly int[] _leaf;
    private readonly bool[] _isElement;
    private readonly bool[] _isLeaf;

    /// <summary>The element values of a program.</summary>
    public ElementValues(StepProgram program)
    {
        Program = program;
        Users = new ValueUsers(program);
        Count = program.Nodes.Count;
        _operands = new int[Count][];
        _leaf = new int[Count];
        _isElement = program.Nodes.Select(node => node.Scope == Scope.Element).ToArray();
        _isLeaf = program.Nodes.Select(node => node.Operands.Count == 0).ToArray();
        var folds = new List<int>();
        var leaves = new List<int>();
        for (int node = 0; node < Count; node++)
        {
            _operands[node] = program.Nodes[node].Operands.Where(IsElement).ToArray();
            _leaf[node] = LeafOf(node);
            if (program.FoldsElements(node)) folds.Add(node);
            if (IsElement(node) && IsLeaf(node)) leaves.Add(node);
        }
        Folds = folds;
        Leaves = leaves;
    }

    /// <summary>The program.</summary>
    public StepProgram Program { get; }

    /// <summary>Who uses its values.</summary>
    public ValueUsers Users { get; }

    /// <summary>How many values the program has, of every scope.</summary>
    public int Count { get; }

    /// <summary>The reductions of element values.</summary>
    public IReadOnlyList<int> Folds { get; }

    /// <summary>The element values that are read from arrays.</summary>
    public IReadOnlyList<int> Leaves { get; }

    /// <summary>Whether there is one value for each element.</summary>
    public bool IsElement(int node) => _isElement[node];

    /// <summary>Whether it is read from an array rather than computed.</summary>
    public bool IsLeaf(int node) => _isLeaf[node];

    /// <summary>The element values that it is computed from.</summary>
    public int[] OperandsOf(int node) => _operands[node];

    /// <summary>Whether computing it reads two arrays or more.</summary>
    public bool HasSeveralLeaves(int node) => _leaf[node] == SeveralLeaves;

    private int LeafOf(int node)
    {
        if (!IsElement(node)) return NoLeaf;
        if (IsLeaf(node)) return node;
        int leaf = NoLeaf;
        foreach (int operand in _operands[node])
        {
            int other = _leaf[operand];
            if (other == NoLeaf || other == leaf) continue;
            if (leaf != NoLeaf) return SeveralLeaves;
            leaf = other;
        }
        return leaf;
    }
}
