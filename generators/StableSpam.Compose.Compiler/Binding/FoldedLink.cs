using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>A link of a chain with its transform found and its structure folded; where its numbers come from is still open.</summary>
internal sealed class FoldedLink
{
    private readonly Dictionary<string, Setting> _settings;

    private FoldedLink(ChainLink link, TransformModel transform, Dictionary<string, Setting> settings)
    {
        Name = (link.As ?? link.Transform).Text;
        Span = link.Transform.Span;
        Transform = transform;
        _settings = settings;
    }

    /// <summary>Its name in the chain.</summary>
    public string Name { get; }

    /// <summary>Where the chain names it.</summary>
    public SourceSpan Span { get; }

    /// <summary>The transform.</summary>
    public TransformModel Transform { get; }

    /// <summary>The statements that remain.</summary>
    public EquatableArray<Statement> Statements { get; private set; }

    /// <summary>The states that exist.</summary>
    public List<StateModel> States { get; } = [];

    /// <summary>The states that do not.</summary>
    public List<StateModel> FoldedStates { get; } = [];

    /// <summary>The numbers that the remaining rule reads, in the order of their declaration.</summary>
    public List<HyperparameterModel> NumbersRead { get; } = [];

    /// <summary>What the chain says of a hyperparameter, if anything.</summary>
    public Setting? SettingOf(string hyperparameter) => _settings.TryGetValue(hyperparameter, out Setting? setting) ? setting : null;

    /// <summary>Folds a link; <see langword="null"/>, with findings, if its settings or its structure are wrong.</summary>
    public static FoldedLink? Fold(ChainLink link, TransformModel transform, FindingBag findings)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (Setting setting in link.Settings)
        {
            string name = setting.Hyperparameter.Text;
            IEnumerable<string> declared = transform.Hyperparameters.Select(hyperparameter => hyperparameter.Name.Text);
            if (!declared.Contains(name))
                findings.Report(FindingCatalog.UnknownSetting, setting.Hyperparameter.Span, transform.Name.Text, name, Alternatives(name, declared));
            else if (settings.ContainsKey(name))
                findings.Report(FindingCatalog.SettingTwice, setting.Hyperparameter.Span, name);
            else
                settings.Add(name, setting);
        }

        var folded = new FoldedLink(link, transform, settings);
        foreach (RuleCase shaped in transform.Rules.Where(rule => rule.Shape is not null))
            findings.Report(FindingCatalog.NotCompiledYet, shaped.Shape!.Span, "Rules by shape are");

        var folder = new StructuralFolder(transform.Hyperparameters, folded.StructuralValues(findings), findings);
        foreach (StateModel state in transform.State)
        {
            if (state.For is { } shape) findings.Report(FindingCatalog.NotCompiledYet, shape.Span, "States by shape are");
            bool exists = state.When is null || folder.Evaluate(state.When.Expression) == true;
            (exists ? folded.States : folded.FoldedStates).Add(state);
        }
        folded.Statements = folder.Fold(transform.Rules.SelectMany(rule => rule.Rule.Statements).ToEquatableArray());
        folded.CollectNumbersRead();
        return findings.HasErrors ? null : folded;
    }

    private static string Alternatives(string name, IEnumerable<string> declared)
    {
        string suggestion = Suggestion.DidYouMean(name, declared);
        return suggestion.Length > 0 || !declared.Any() ? suggestion : "; it has: " + string.Join(", ", declared);
    }

    private Dictionary<string, string> StructuralValues(FindingBag findings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (HyperparameterModel declared in Transform.Hyperparameters.Where(declared => declared.IsStructural))
        {
            values[declared.Name.Text] = declared.StructuralDefault;
            if (SettingOf(declared.Name.Text) is not { } setting) continue;
            EquatableArray<string> allowed = declared.Kind == HyperparameterKind.Flag ? new EquatableArray<string>(["true", "false"]) : declared.Choices;
            if (setting.Value.Expression is Name name && allowed.Contains(name.Text))
                values[declared.Name.Text] = name.Text;
            else
                findings.Report(FindingCatalog.StructuralSetting, setting.Value.Span, declared.Name.Text, string.Join(", ", allowed));
        }
        return values;
    }

    private void CollectNumbersRead()
    {
        var read = new HashSet<string>(NamesRead.Of(Statements).Select(name => name.Text), StringComparer.Ordinal);
        foreach (StateModel state in States.Where(state => state.Initial is not null))
            read.UnionWith(NamesRead.Of(state.Initial!.Expression).Select(name => name.Text));
        NumbersRead.AddRange(Transform.Hyperparameters.Where(declared => !declared.IsStructural && read.Contains(declared.Name.Text)));
    }
}
