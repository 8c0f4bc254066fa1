using System.IO.Enumeration;

namespace StableSpamCompose.Replay;

/// <summary>How the tensors of a problem are handed to an optimizer: in which param groups, and with which blocks.</summary>
public sealed class Arrangement
{
    private readonly Problem _problem;
    private readonly IReadOnlyDictionary<string, long> _blocks;

    /// <summary>Arranges tensors by name. In a pattern, <c>*</c> stands for any characters and <c>?</c> for one; the first that matches holds.</summary>
    /// <param name="problem">The tensors.</param>
    /// <param name="settings">Learning rate (<c>lr</c>) and hyperparameters of all of them.</param>
    /// <param name="blocks">Pattern to length of a block; the rest keep the default.</param>
    /// <param name="groups">Pattern to settings that differ in a param group of its own; the rest are a group together.</param>
    /// <exception cref="ReplayException">A pattern decides nothing.</exception>
    public Arrangement(
        Problem problem,
        IReadOnlyDictionary<string, double> settings,
        IReadOnlyDictionary<string, long> blocks,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> groups)
    {
        _problem = problem;
        _blocks = blocks;
        foreach (string pattern in blocks.Keys) RequireTensors(pattern, blocks.Keys);
        foreach (string pattern in groups.Keys) RequireTensors(pattern, groups.Keys);
        Groups =
        [
            .. groups.Select(group => new TensorGroup(With(settings, group.Value), TensorsOf(group.Key, groups.Keys))).Prepend(
                new TensorGroup(settings, TensorsOf(null, groups.Keys))),
        ];
    }

    /// <summary>The param groups: first that of the tensors that no pattern matches, which may be none, then one a pattern.</summary>
    public IReadOnlyList<TensorGroup> Groups { get; }

    /// <summary>All tensors in one group, with default blocks.</summary>
    public static Arrangement Plain(Problem problem, IReadOnlyDictionary<string, double> settings) =>
        new(problem, settings, new Dictionary<string, long>(), new Dictionary<string, IReadOnlyDictionary<string, double>>());

    /// <summary>Elements of a block of a tensor, by its place in the problem; 0 leaves it to the optimizer.</summary>
    public long BlockLength(int tensor) =>
        FirstMatch(_problem.Tensors[tensor].Name, _blocks.Keys) is { } pattern ? _blocks[pattern] : 0;

    private static Dictionary<string, double> With(IReadOnlyDictionary<string, double> settings, IReadOnlyDictionary<string, double> own)
    {
        var all = new Dictionary<string, double>(settings);
        foreach ((string name, double value) in own) all[name] = value;
        return all;
    }

    private static string? FirstMatch(string name, IEnumerable<string> patterns) =>
        patterns.FirstOrDefault(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private int[] TensorsOf(string? pattern, IEnumerable<string> patterns) =>
        [.. Enumerable.Range(0, _problem.Tensors.Count).Where(tensor => FirstMatch(_problem.Tensors[tensor].Name, patterns) == pattern)];

    private void RequireTensors(string pattern, IEnumerable<string> patterns)
    {
        if (TensorsOf(pattern, patterns).Length == 0)
        {
            throw new ReplayException(
                $"{pattern}: this is the first match of no tensor; there are {string.Join(", ", _problem.Tensors.Select(tensor => tensor.Name))}.");
        }
    }
}

/// <summary>Tensors that share settings.</summary>
/// <param name="Settings">Learning rate (<c>lr</c>) and hyperparameters by constructor name; what is left out keeps its default.</param>
/// <param name="Tensors">The tensors, by their places in the problem.</param>
public sealed record TensorGroup(IReadOnlyDictionary<string, double> Settings, IReadOnlyList<int> Tensors);
