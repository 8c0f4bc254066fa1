using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>What names mean in a setting: the optimizer's hyperparameters, <c>t</c> and <c>k</c>.</summary>
internal sealed class BindingNames(BoundChain bound, ChainState chain, ProgramBuilder builder, FindingBag findings) : INames
{
    /// <inheritdoc/>
    public bool MayDrawRandomNumbers => false;

    /// <inheritdoc/>
    public bool IsFlattened => false;

    /// <inheritdoc/>
    public int? Resolve(Name name)
    {
        if (name.Text is "t" or "k") return GivenNames.Find(name.Text, chain, builder, IsFlattened);
        for (int slot = 0; slot < bound.Hyperparameters.Count; slot++)
        {
            if (bound.Hyperparameters[slot].Name == name.Text)
                return builder.Leaf(Opcode.Hyperparameter, Scope.Step, ValueKind.Double, slot, name.Text);
        }
        if (Vocabulary.AssignableNames.Contains(name.Text) || Vocabulary.ReadOnlyNames.Contains(name.Text))
            findings.Report(FindingCatalog.NotInBinding, name.Span, name.Text);
        else
            findings.Report(FindingCatalog.UnknownName, name.Span, name.Text,
                Suggestion.DidYouMean(name.Text, bound.Hyperparameters.Select(slot => slot.Name)));
        return null;
    }
}
