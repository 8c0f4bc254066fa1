using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>Finds names that are declared twice: a rule could not tell one from the other.</summary>
public sealed class DistinctNames(FindingBag findings)
{
    private readonly Dictionary<string, string> _declared = new(StringComparer.Ordinal);

    /// <summary>What a hyperparameter is called in messages.</summary>
    public const string Hyperparameter = "a hyperparameter";

    /// <summary>What a state is called in messages.</summary>
    public const string State = "a state";

    /// <summary>What the state of another transform is called in messages.</summary>
    public const string UsedState = "the state of another transform";

    /// <summary>Checks all names that <paramref name="transform"/> declares.</summary>
    public static void Check(TransformModel transform, FindingBag findings)
    {
        var names = new DistinctNames(findings);
        foreach (HyperparameterModel hyperparameter in transform.Hyperparameters) names.Add(hyperparameter.Name, Hyperparameter);
        foreach (StateModel state in transform.State) names.Add(state.Name, State);
        foreach (RoleUse use in transform.Uses) names.Add(use.Name, UsedState);
    }

    /// <summary>Adds a name; <see langword="false"/>, with a finding, if it is taken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, with its article.</param>
    public bool Add(Spelled name, string what)
    {
        if (_declared.TryGetValue(name.Text, out string? earlier))
        {
            findings.Report(FindingCatalog.DeclaredTwice, name.Span, name.Text, earlier, what);
            return false;
        }
        _declared.Add(name.Text, what);
        return true;
    }
}
