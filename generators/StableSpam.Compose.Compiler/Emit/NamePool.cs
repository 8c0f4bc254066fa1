namespace StableSpamCompose.Compiler.Emit;

/// <summary>Gives out names that are used once: the second <c>m</c> is <c>m2</c>.</summary>
internal sealed class NamePool(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The name itself if it is free, else with the first number that is.</summary>
    public string Take(string name)
    {
        string free = name;
        int number = _numbers.TryGetValue(name, out int last) ? last : 1;
        while (!_taken.Add(free)) free = name + NumberLiterals.Integer(++number);
        _numbers[name] = number;
        return free;
    }
}
