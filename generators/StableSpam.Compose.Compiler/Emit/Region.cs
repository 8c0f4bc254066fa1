using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>
/// Straight-line code for some values of a program. A value that the rule names, or that is used twice, becomes a variable;
/// the rest stands inside the expression that uses it. A variable takes its successor's value once nothing reads the old
/// one any more, so that the code reads like the rule: <c>m = beta1 * m + (1 - beta1) * g</c>.
/// </summary>
internal sealed class Region
{
    private const int AtTheEnd = int.MaxValue;

    private readonly StepProgram _program;
    private readonly List<int> _members;
    private readonly IReadOnlyDictionary<int, string> _outside;
    private readonly IReadOnlyDictionary<int, string> _leaves;
    private readonly IReadOnlyDictionary<int, string> _exports;
    private readonly Dictionary<int, List<int>> _users = [];
    private readonly Dictionary<int, int> _lastUses = [];
    private readonly HashSet<int> _roots;
    private readonly Dictionary<int, string> _variables = [];
    private readonly Dictionary<string, int> _holders = new(StringComparer.Ordinal);
    private readonly NamePool _names;
    private readonly ExpressionText _expressions;

    /// <param name="program">The values.</param>
    /// <param name="members">The values to compute, in order.</param>
    /// <param name="outside">Values that are known by a name already.</param>
    /// <param name="leaves">Members that are read from somewhere, and the expression that reads them.</param>
    /// <param name="exports">Members that are assigned to something of a longer life, and to what.</param>
    /// <param name="roots">Members that are used after the region.</param>
    /// <param name="names">Names for variables.</param>
    /// <param name="vocabulary">Makes the writer of expressions, given how values are known.</param>
    public Region(
        StepProgram program, IEnumerable<int> members, IReadOnlyDictionary<int, string> outside,
        IReadOnlyDictionary<int, string> leaves, IReadOnlyDictionary<int, string> exports, IEnumerable<int> roots,
        NamePool names, Func<EquatableArray<Node>, Func<int, string?>, ExpressionText> vocabulary)
    {
        _program = program;
        _members = members.OrderBy(member => member).ToList();
        _outside = outside;
        _leaves = leaves;
        _exports = exports;
        _roots = new HashSet<int>(roots);
        _names = names;
        _expressions = vocabulary(program.Nodes, Reference);
        foreach (int member in _members.Where(member => !leaves.ContainsKey(member)))
        {
            foreach (int operand in program.Nodes[member].Operands) UsersOf(operand).Add(member);
        }
    }

    /// <summary>The type that a variable of this value has.</summary>
    public required Func<Node, string> TypeOf { get; init; }

    /// <summary>What follows in the name of a value that an assignment in the rule does not name.</summary>
    public required DescriptiveNames Describe { get; init; }

    /// <summary>How the name of a value becomes that of a variable.</summary>
    public Func<string, string> Identifier { get; init; } = Identifiers.Camel;

    /// <summary>The value by its name or as an expression; valid once the region is written.</summary>
    public string Use(int node) => _expressions.Use(node);

    /// <summary>Writes the region.</summary>
    public void Write(SourceWriter writer)
    {
        int origin = -1;
        foreach (int member in _members)
        {
            if (!IsVariable(member) && !_exports.ContainsKey(member)) continue;
            Node node = _program.Nodes[member];
            if (node.Origin >= 0 && node.Origin != origin)
            {
                origin = node.Origin;
                writer.Line().Line("// " + Comments.Of(_program.Origins[origin]));
            }
            string value = IsVariable(member) && !_leaves.ContainsKey(member) && _expressions.RareOf(member) is { } rare
                ? DeclareRare(member, rare, writer)
                : ValueOf(member, writer);
            if (_exports.TryGetValue(member, out string? target)) writer.Line($"{target} = {value};");
        }
    }

    private string ValueOf(int member, SourceWriter writer)
    {
        string value = _leaves.TryGetValue(member, out string? read) ? read : _expressions.Define(member);
        return IsVariable(member) ? Declare(member, value, writer) : value;
    }

    // What is dear and seldom needed is computed only where it is: first the usual value, then the rare one on top.
    private string DeclareRare(int member, RareChoice rare, SourceWriter writer)
    {
        string? replaced = HolderToReplace(member);
        if (replaced is not null && replaced != rare.Usual) return ValueOf(member, writer);
        string condition = rare.Condition;
        if (!rare.IsConditionNamed)
        {
            condition = _names.Take("rare");
            writer.Line($"{TypeOf(_program.Nodes[member])} {condition} = {rare.Condition};");
        }
        Declare(member, replaced is null ? rare.Usual : null, writer);
        string name = _variables[member];
        writer.Line($"if ({rare.IsNeeded(condition)}) {name} = {rare.Choose(condition, name)};");
        return name;
    }

    private string WantedName(int member)
    {
        Node node = _program.Nodes[member];
        return Identifier(node.Label.Length > 0 ? node.Label : Describe.Of(member));
    }

    // The variable of a value that nothing reads after this one, which takes over its name.
    private string? HolderToReplace(int member) =>
        _holders.TryGetValue(WantedName(member), out int holder)
            && TypeOf(_program.Nodes[holder]) == TypeOf(_program.Nodes[member])
            && LastUse(holder) <= member
            ? _variables[holder]
            : null;

    // Without a value the variable keeps the one that it has.
    private string Declare(int member, string? value, SourceWriter writer)
    {
        Node node = _program.Nodes[member];
        string wanted = WantedName(member);
        if (HolderToReplace(member) is { } name)
        {
            _variables[member] = name;
            if (value is not null) writer.Line($"{name} = {value};");
        }
        else
        {
            _variables[member] = _names.Take(wanted);
            writer.Line($"{TypeOf(node)} {_variables[member]} = {value};");
        }
        _holders[wanted] = member;
        return _variables[member];
    }

    private string? Reference(int node) =>
        _outside.TryGetValue(node, out string? name) || _variables.TryGetValue(node, out name) ? name
        : _leaves.TryGetValue(node, out name) && !IsVariable(node) ? name
        : null;

    private bool IsVariable(int member)
    {
        int uses = UsersOf(member).Count + (_roots.Contains(member) ? 1 : 0);
        if (uses == 0) return false;
        return uses > 1 || _program.Nodes[member].Label.Length > 0 || _leaves.ContainsKey(member);
    }

    // Where a value is read last: an expression inside another one is read where that one is. What is exported without being
    // a variable is computed for the export, and again where the region uses it.
    private int LastUse(int member)
    {
        if (_roots.Contains(member)) return AtTheEnd;
        if (_lastUses.TryGetValue(member, out int last)) return last;
        last = -1;
        foreach (int user in UsersOf(member))
        {
            if (IsVariable(user) || _exports.ContainsKey(user)) last = Math.Max(last, user);
            if (!IsVariable(user)) last = Math.Max(last, LastUse(user));
        }
        _lastUses.Add(member, last);
        return last;
    }

    private List<int> UsersOf(int node)
    {
        if (!_users.TryGetValue(node, out List<int>? users)) _users.Add(node, users = []);
        return users;
    }
}
