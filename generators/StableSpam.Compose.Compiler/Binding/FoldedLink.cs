using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>A link of a chain with its transform found and its structure folded; where its numbers come from is still open.</summary>
internal sealed class FoldedLink
{
    private readonly Dictionary<string, Setting> _settings;
    private readonly List<FoldedCase> _cases = [];

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

    /// <summary>Whether it distinguishes shapes.</summary>
    public bool HasShapeCases => Transform.Rules.Any(rule => rule.Shape is not null) || States.Any(state => state.For is not null);

    /// <summary>The states that exist for some shape.</summary>
    public List<StateModel> States { get; } = [];

    /// <summary>The states that do not.</summary>
    public List<StateModel> FoldedStates { get; } = [];

    /// <summary>Whether it moves <c>w</c> itself where a parameter has <paramref name="shape"/>; a case that is left out does nothing.</summary>
    public bool AppliesItself(ShapeCase shape) => Transform.AppliesItself && CasesOf(shape).Any();

    /// <summary>The statements that remain for a shape.</summary>
    public EquatableArray<Statement> StatementsFor(ShapeCase shape) => CasesOf(shape).SelectMany(rule => rule.Statements).ToEquatableArray();

    /// <summary>The states that exist for a shape.</summary>
    public IEnumerable<StateModel> StatesFor(ShapeCase shape) => States.Where(state => IsFor(state.For, shape));

    /// <summary>The numbers that the remaining rules read, in the order of their declaration.</summary>
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

        var folder = new StructuralFolder(transform.Hyperparameters, folded.StructuralValues(findings), findings);
        foreach (StateModel state in transform.State)
        {
            bool exists = state.When is null || folder.Evaluate(state.When.Expression) == true;
            (exists ? folded.States : folded.FoldedStates).Add(state);
        }
        folded._cases.AddRange(transform.Rules.Select(rule => new FoldedCase(rule.Shape, folder.Fold(rule.Rule.Statements))));
        folded.CollectNumbersRead();
        if (folded.HasShapeCases) ShapeCaseCheck.Run(folded.States, folded._cases.SelectMany(rule => rule.Statements), findings);
        return findings.HasErrors ? null : folded;
    }

    private IEnumerable<FoldedCase> CasesOf(ShapeCase shape) => _cases.Where(rule => IsFor(rule.Shape, shape));

    private static bool IsFor(Spelled? declared, ShapeCase shape) =>
        declared is null || string.Equals(declared.Text, shape.ToString(), StringComparison.OrdinalIgnoreCase);

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
        var read = new HashSet<string>(NamesRead.Of(_cases.SelectMany(rule => rule.Statements)).Select(name => name.Text), StringComparer.Ordinal);
        foreach (StateModel state in States.Where(state => state.Initial is not null))
            read.UnionWith(NamesRead.Of(state.Initial!.Expression).Select(name => name.Text));
        foreach (StochasticRounding rounding in States.Select(state => state.Rounding).Append(Transform.ParameterRounding).OfType<StochasticRounding>())
            read.UnionWith(NamesRead.Of(rounding.Seed.Expression).Select(name => name.Text));
        NumbersRead.AddRange(Transform.Hyperparameters.Where(declared => !declared.IsStructural && read.Contains(declared.Name.Text)));
    }

    /// <summary>A rule whose structure is folded.</summary>
    private sealed record FoldedCase(Spelled? Shape, EquatableArray<Statement> Statements);
}
