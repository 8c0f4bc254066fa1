using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>Finds the transforms of a chain, folds their structure and says where each of their numbers comes from.</summary>
public sealed class ChainBinder
{
    private readonly TransformCatalog _catalog;
    private readonly FindingBag _findings;

    private ChainBinder(TransformCatalog catalog, FindingBag findings)
    {
        _catalog = catalog;
        _findings = findings;
    }

    /// <summary>Binds <paramref name="optimizer"/>; <see langword="null"/>, with findings, if it has mistakes.</summary>
    public static BoundChain? Bind(OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings) =>
        new ChainBinder(catalog, findings).Bind(optimizer);

    private BoundChain? Bind(OptimizerModel optimizer)
    {
        if (optimizer.Chain.Count == 0) _findings.Report(FindingCatalog.EmptyChain, optimizer.ChainSpan);
        foreach (HyperparameterModel declared in optimizer.Hyperparameters.Where(declared => declared.IsStructural))
            _findings.Report(FindingCatalog.StructuralAtTop, declared.Name.Span, declared.Name.Text);

        List<FoldedLink> links = FoldLinks(optimizer);
        CheckAppliedOnce(links);
        if (_findings.HasErrors) return null;

        var constructor = new ConstructorSignature(optimizer, links, _findings);
        foreach (FoldedLink link in links) constructor.Collect(link);
        EquatableArray<HyperparameterSlot> slots = constructor.Finish();
        GeneratedNames.Check(optimizer, slots, _findings);
        if (_findings.HasErrors) return null;

        return new BoundChain
        {
            Name = optimizer.Name.Text,
            LearningRate = constructor.LearningRate,
            Hyperparameters = slots,
            Relations = optimizer.Relations,
            Transforms = links.Select(link => Bind(link, constructor)).ToEquatableArray(),
        };
    }

    private List<FoldedLink> FoldLinks(OptimizerModel optimizer)
    {
        var links = new List<FoldedLink>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ChainLink link in optimizer.Chain)
        {
            string name = link.Transform.Text;
            if (_catalog.Find(name) is not { } transform)
            {
                _findings.Report(FindingCatalog.UnknownTransform, link.Transform.Span, name, Suggestion.DidYouMean(name, _catalog.Names));
                continue;
            }
            Spelled use = link.As ?? link.Transform;
            if (!names.Add(use.Text)) _findings.Report(FindingCatalog.TransformUsedTwice, use.Span, use.Text);
            if (FoldedLink.Fold(link, transform, _findings) is { } folded) links.Add(folded);
        }
        return links;
    }

    private void CheckAppliedOnce(List<FoldedLink> links)
    {
        FoldedLink? first = null;
        foreach (FoldedLink link in links)
        {
            int applications = link.Statements.Count(statement => statement is Apply) + (link.Transform.AppliesItself ? 1 : 0);
            if (applications == 0) continue;
            if (first is not null || applications > 1)
                _findings.Report(FindingCatalog.AppliedTwice, link.Span, link.Name, (first ?? link).Name);
            first ??= link;
        }
    }

    private static BoundTransform Bind(FoldedLink link, ConstructorSignature constructor) => new()
    {
        Name = link.Name,
        Span = link.Span,
        AppliesItself = link.Transform.AppliesItself,
        IsFlattened = link.Transform.View is { Text: "flattened" },
        Hyperparameters = link.NumbersRead.Select(number => constructor.Source(link, number)).ToEquatableArray(),
        HyperparameterNames = link.Transform.Hyperparameters.Select(declared => declared.Name.Text).ToEquatableArray(),
        StructuralNames = link.Transform.Hyperparameters.Where(declared => declared.IsStructural).Select(declared => declared.Name.Text).ToEquatableArray(),
        States = link.States.ToEquatableArray(),
        FoldedStates = link.FoldedStates.ToEquatableArray(),
        Uses = link.Transform.Uses,
        Statements = link.Statements,
    };
}
