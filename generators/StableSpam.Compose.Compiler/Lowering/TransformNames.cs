using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>What names mean in the rule of one transform.</summary>
internal sealed class TransformNames(
    BoundTransform transform, int index, IReadOnlyDictionary<string, int> hyperparameters, ChainState chain,
    ProgramBuilder builder, FindingBag findings) : INames
{
    // A local whose value has a mistake is there without one: its uses are not mistakes of their own.
    private readonly Dictionary<string, int?> _locals = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool IsFlattened => transform.IsFlattened;

    /// <summary>Gives a local its value; <see langword="null"/> for one that has a mistake.</summary>
    public void AssignLocal(string name, int? value) => _locals[name] = value;

    /// <inheritdoc/>
    public bool MayDrawRandomNumbers => true;

    /// <inheritdoc/>
    public int? Resolve(Name name)
    {
        string text = name.Text;
        if (_locals.TryGetValue(text, out int? local)) return local;
        if (GivenNames.Find(text, chain, builder, IsFlattened) is { } given) return given;
        if (hyperparameters.TryGetValue(text, out int hyperparameter)) return hyperparameter;
        if (chain.Find(index, text) is { } state) return chain.Values[state];
        if (transform.Uses.FirstOrDefault(use => use.Name.Text == text) is { } use) return ResolveUse(use);
        // A number without a value is one whose setting is wrong, which was reported there.
        if (transform.Hyperparameters.Any(declared => declared.Name == text)) return null;
        return Unknown(name);
    }

    private int? ResolveUse(RoleUse use) =>
        // A role that no later transform has was reported where the chain names the transform.
        chain.FindLater(index, use.Role.Text) is { } slot ? chain.Values[slot] : null;

    private int? Unknown(Name name)
    {
        string text = name.Text;
        if (transform.StructuralNames.Contains(text))
            findings.Report(FindingCatalog.StructuralInExpression, name.Span, text);
        else if (transform.FoldedStates.FirstOrDefault(state => state.Name.Text == text) is { When: { } when })
            findings.Report(FindingCatalog.StateFoldedAway, name.Span, text, when.Text);
        else if (transform.StatesOfOtherShape.FirstOrDefault(state => state.Name.Text == text) is { For: { } shape })
            findings.Report(FindingCatalog.StateOfOtherShape, name.Span, text, shape.Text, OtherThan(shape.Text));
        else
            findings.Report(FindingCatalog.UnknownName, name.Span, text, Suggestion.DidYouMean(text, Known()));
        return null;
    }

    private static string OtherThan(string shape) => DeclaredWord.Shapes.First(other => other != shape);

    private IEnumerable<string> Known() =>
        GivenNames.All
            .Concat(_locals.Keys)
            .Concat(hyperparameters.Keys)
            .Concat(transform.States.Select(state => state.Name.Text))
            .Concat(transform.Uses.Select(use => use.Name.Text));
}
