using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>
/// What the constructor of an optimizer takes: what it declares itself, then, transform by transform, what the chain leaves
/// open or sets to a number. What one transform takes on several chains, under one name, it takes once.
/// </summary>
internal sealed class ConstructorSignature
{
    private static readonly HyperparameterRange NotNegative = new(0, true, double.PositiveInfinity, false, "[0, inf)");

    private readonly OptimizerModel _optimizer;
    private readonly FindingBag _findings;
    private readonly List<HyperparameterSlot> _slots = [];
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<(FoldedLink Link, string Name), BoundHyperparameter> _sources = [];

    /// <summary>Starts with what the optimizer declares; what no setting of <paramref name="links"/> reads is left out.</summary>
    public ConstructorSignature(OptimizerModel optimizer, IReadOnlyList<FoldedLink> links, FindingBag findings)
    {
        _optimizer = optimizer;
        _findings = findings;
        HashSet<string> read = NamesBound(links);
        foreach (HyperparameterModel declared in optimizer.Hyperparameters)
        {
            if (read.Contains(declared.Name.Text)) Add(declared, declared.Default, null);
            else _owners[declared.Name.Text] = new Owner(null, Unread);
        }
    }

    private const int Unread = -1;

    /// <summary>Who takes a constructor parameter: a link of the chain, or the optimizer itself.</summary>
    private sealed record Owner(FoldedLink? Link, int Slot);

    /// <summary>Default and range of the learning rate.</summary>
    public HyperparameterSlot LearningRate => _optimizer.LearningRate is { } declared
        ? new HyperparameterSlot("lr", false, declared.Default, declared.Range.Text.Length > 0 ? declared.Range : NotNegative, SummaryOr(declared, "Learning rate.")) { Why = declared.Why }
        : new HyperparameterSlot("lr", false, new NumberText(1e-3, "1e-3"), NotNegative, "Learning rate.");

    /// <summary>Decides where each number that <paramref name="link"/> reads comes from.</summary>
    public void Collect(FoldedLink link)
    {
        foreach (HyperparameterModel declared in link.NumbersRead)
        {
            Setting? setting = link.SettingOf(declared.Name.Text);
            if (setting is null) Raise(link, declared, declared.Default, link.Span);
            else if (setting.IsFixed) Fix(link, declared, setting);
            else if (NumberLiteral.Read(setting.Value.Expression) is { } number) Raise(link, declared, Within(declared, number, setting), setting.Hyperparameter.Span);
            else Bind(link, declared, setting);
        }
    }

    /// <summary>The constructor's parameters after the learning rate.</summary>
    public EquatableArray<HyperparameterSlot> Finish()
    {
        foreach (HyperparameterModel declared in _optimizer.Hyperparameters)
        {
            int index = _owners[declared.Name.Text].Slot;
            if (index == Unread)
            {
                _findings.Report(FindingCatalog.UnreadHyperparameter, declared.Name.Span, declared.Name.Text);
                continue;
            }
            HyperparameterSlot slot = _slots[index];
            if (!slot.Range.Contains(slot.Default.Value))
                _findings.Report(FindingCatalog.SettingOutOfRange, declared.Name.Span, slot.Name, slot.Range.Text, slot.Default.Text, FindingCatalog.Because(slot.Why));
        }
        return _slots.ToEquatableArray();
    }

    /// <summary>Where the number called <paramref name="number"/> of <paramref name="link"/> comes from.</summary>
    public BoundHyperparameter Source(FoldedLink link, HyperparameterModel number) => _sources[(link, number.Name.Text)];

    private void Raise(FoldedLink link, HyperparameterModel declared, NumberText value, SourceSpan span)
    {
        string name = declared.Name.Text;
        if (_owners.TryGetValue(name, out Owner? owner))
        {
            if (owner.Link is null) _findings.Report(FindingCatalog.LeftOpen, span, name, link.Name);
            else if (owner.Link.Name == link.Name && owner.Link.Transform == link.Transform) Share(owner, link, value, span);
            else _findings.Report(FindingCatalog.TwoOfOneName, span, name, owner.Link.Name, link.Name);
            return;
        }
        _sources[(link, name)] = new FromConstructor(name, _slots.Count);
        Add(declared, value, link);
    }

    // A name stands once in a chain, so this is the same transform on another one.
    private void Share(Owner owner, FoldedLink link, NumberText value, SourceSpan span)
    {
        HyperparameterSlot slot = _slots[owner.Slot];
        if (slot.Default.Value != value.Value)
            _findings.Report(FindingCatalog.DefaultsDiffer, span, slot.Name, link.Name, slot.Default.Text, value.Text);
        _sources[(link, slot.Name)] = new FromConstructor(slot.Name, owner.Slot);
    }

    private void Fix(FoldedLink link, HyperparameterModel declared, Setting setting)
    {
        if (NumberLiteral.Read(setting.Value.Expression) is { } number)
            _sources[(link, declared.Name.Text)] = new FromRecipe(declared.Name.Text, Within(declared, number, setting).Value);
        else
            _findings.Report(FindingCatalog.FixedIsNoNumber, setting.Value.Span, setting.Value.Text);
    }

    private void Bind(FoldedLink link, HyperparameterModel declared, Setting setting)
    {
        _sources[(link, declared.Name.Text)] = new FromBinding(declared.Name.Text, setting.Value.Expression);
        if (setting.Value.Expression is Name direct && _owners.TryGetValue(direct.Text, out Owner? owner) && owner.Link is null)
            Inherit(owner.Slot, declared);
    }

    // What stands for a transform's number by its name alone is that number: its range and summary hold where the optimizer gives none.
    private void Inherit(int slot, HyperparameterModel declared)
    {
        HyperparameterSlot own = _slots[slot];
        if (own.Range.Text.Length == 0 && declared.Range.Text.Length > 0) own = own with { Range = declared.Range };
        if (own.Why.Length == 0 && own.Range == declared.Range) own = own with { Why = declared.Why };
        if (own.Summary.Length == 0) own = own with { Summary = declared.Summary };
        _slots[slot] = own;
    }

    private NumberText Within(HyperparameterModel declared, NumberText number, Setting setting)
    {
        if (!declared.Range.Contains(number.Value))
            _findings.Report(FindingCatalog.SettingOutOfRange, setting.Value.Span, declared.Name.Text, declared.Range.Text, number.Text, FindingCatalog.Because(declared.Why));
        else if (declared.Kind == HyperparameterKind.Integer && number.Value != Math.Floor(number.Value))
            _findings.Report(FindingCatalog.SettingOutOfRange, setting.Value.Span, declared.Name.Text, "whole numbers", number.Text, "");
        return number;
    }

    private static HashSet<string> NamesBound(IReadOnlyList<FoldedLink> links)
    {
        IEnumerable<Setting> settings =
            from link in links
            from number in link.NumbersRead
            let setting = link.SettingOf(number.Name.Text)
            where setting is not null
            select setting;
        return new HashSet<string>(settings.SelectMany(setting => NamesRead.Of(setting.Value.Expression)).Select(name => name.Text), StringComparer.Ordinal);
    }

    private void Add(HyperparameterModel declared, NumberText value, FoldedLink? link)
    {
        if (declared.Kind == HyperparameterKind.Integer && Math.Abs(value.Value) > int.MaxValue)
            _findings.Report(FindingCatalog.SettingOutOfRange, declared.Name.Span, declared.Name.Text, "the whole numbers of 32 bits", value.Text, "");
        _owners[declared.Name.Text] = new Owner(link, _slots.Count);
        _slots.Add(new HyperparameterSlot(declared.Name.Text, declared.Kind == HyperparameterKind.Integer, value, declared.Range, declared.Summary) { Why = declared.Why });
    }

    private static string SummaryOr(HyperparameterModel declared, string otherwise) =>
        declared.Summary.Length > 0 ? declared.Summary : otherwise;
}
