using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads an optimizer.</summary>
internal static class OptimizerReader
{
    internal static readonly string[] Keys = ["optimizer", "summary", "source", "lr", "hyperparameters", "chains", "chain", "relations", "budget"];

    /// <summary>The optimizer that <paramref name="root"/> describes; <see langword="null"/> if it has no name.</summary>
    public static OptimizerModel? Read(YamlMapping root, FindingBag findings)
    {
        var keys = new KeyedMapping(root, "an optimizer", Keys, findings);
        SourceSpan start = root.Entries[0].Key.Span;
        keys.Require("optimizer", start);
        YamlEntry? chain = keys.Require("chain", start);
        if (keys.Name("optimizer", "the optimizer's name") is not { } name) return null;
        DeclaredName.CheckTypeName(name, "an optimizer", findings);
        return new OptimizerModel
        {
            Name = name,
            Summary = keys.Prose("summary"),
            Source = keys.Prose("source"),
            LearningRate = keys.Find("lr") is { } rate ? HyperparameterReader.ReadLearningRate(rate, findings) : null,
            Hyperparameters = keys.Items("hyperparameters", HyperparameterReader.ReadAll),
            Chain = keys.Items("chain", ChainReader.Read),
            ChainSpan = chain?.Value.Span ?? start,
            Chains = keys.Items("chains", NamedChainReader.ReadAll),
            Relations = keys.Items("relations", ReadRelations),
            Budget = keys.Items("budget", BudgetReader.Read),
        };
    }

    private static IEnumerable<RuleExpression> ReadRelations(YamlEntry entry, FindingBag findings)
    {
        const string Expected = "a comparison, as in 'beta1 <= beta2'";
        if (EntryValue.AsSequence(entry, findings) is not { } list) yield break;
        foreach (YamlNode item in list.Items)
        {
            if (ExpressionReader.Read(new YamlEntry(entry.Key, item), Expected, findings) is { } relation) yield return relation;
        }
    }
}
