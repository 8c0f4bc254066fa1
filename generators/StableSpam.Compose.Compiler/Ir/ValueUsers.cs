namespace StableSpamCompose.Compiler.Ir;

/// <summary>Who uses each value of a program.</summary>
public sealed class ValueUsers
{
    private static readonly List<int> Nobody = [];

    private readonly List<int>?[] _users;

    /// <summary>The users of the values of <paramref name="program"/>.</summary>
    public ValueUsers(StepProgram program)
    {
        _users = new List<int>?[program.Nodes.Count];
        for (int user = 0; user < program.Nodes.Count; user++)
        {
            foreach (int operand in program.Nodes[user].Operands.Distinct()) (_users[operand] ??= []).Add(user);
        }
    }

    /// <summary>The nodes that have <paramref name="node"/> as an operand, in order.</summary>
    public IReadOnlyList<int> Of(int node) => _users[node] ?? Nobody;
}
