using System.Globalization;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>Finds the transforms of an optimizer's chains, folds their structure and says where each of their numbers comes from.</summary>
public sealed class ChainBinder
{
    private static readonly ShapeCase[] AllShapes = [ShapeCase.Any];
    private static readonly ShapeCase[] EachShape = [ShapeCase.Matrix, ShapeCase.Vector];

    private readonly TransformCatalog _catalog;
    private readonly FindingBag _findings;
    private readonly FindingBag _advice;

    private ChainBinder(TransformCatalog catalog, FindingBag findings, FindingBag advice)
    {
        _catalog = catalog;
        _findings = findings;
        _advice = advice;
    }

    /// <summary>
    /// Binds <paramref name="optimizer"/>; <see langword="null"/>, with findings, if it has mistakes. There is one bound chain
    /// for each chain, or one for matrices and one for vectors where a transform distinguishes them, in the order in which
    /// parameters look for theirs.
    /// </summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="catalog">The transforms that its chains can name.</param>
    /// <param name="findings">Where mistakes go.</param>
    /// <param name="advice">Where warnings of sound chains go, which are of interest once the whole recipe is sound; none where it is left out.</param>
    public static IReadOnlyList<BoundChain>? Bind(OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings, FindingBag? advice = null) =>
        new ChainBinder(catalog, findings, advice ?? new FindingBag()).Bind(optimizer);

    private List<BoundChain>? Bind(OptimizerModel optimizer)
    {
        List<NamedChain> chains = optimizer.Chains
            .Append(new NamedChain(new Spelled(NamePattern.Any, optimizer.ChainSpan), optimizer.Chain, optimizer.ChainSpan)).ToList();
        if (optimizer.Chains.Count > RecipeLimits.Chains)
        {
            _findings.Report(FindingCatalog.TooManyChains, optimizer.Chains[RecipeLimits.Chains].Match.Span, RecipeLimits.Chains.ToString(CultureInfo.InvariantCulture));
            return null;
        }
        CheckPatterns(chains);
        foreach (NamedChain chain in chains.Where(chain => chain.Chain.Count == 0))
            _findings.Report(FindingCatalog.EmptyChain, chain.ChainSpan);
        foreach (HyperparameterModel declared in optimizer.Hyperparameters.Where(declared => declared.IsStructural))
            _findings.Report(FindingCatalog.StructuralAtTop, declared.Name.Span, declared.Name.Text);

        List<List<FoldedLink>> links = chains.Select(chain => FoldLinks(chain.Chain)).ToList();
        foreach (List<FoldedLink> chain in links)
        {
            foreach (ShapeCase shape in ShapesOf(chain)) CheckAppliedOnce(chain, shape);
        }
        if (_findings.HasErrors) return null;

        var constructor = new ConstructorSignature(optimizer, links.SelectMany(chain => chain).ToList(), _findings);
        foreach (FoldedLink link in links.SelectMany(chain => chain)) constructor.Collect(link);
        EquatableArray<HyperparameterSlot> slots = constructor.Finish();
        GeneratedNames.Check(optimizer, slots, _findings);
        if (_findings.HasErrors) return null;
        foreach (List<FoldedLink> chain in links) new ChainAdvice(optimizer, chain, ShapesOf(chain), _advice).Check();

        var bound = new List<BoundChain>();
        for (int chain = 0; chain < chains.Count; chain++)
        {
            foreach (ShapeCase shape in ShapesOf(links[chain]))
            {
                bound.Add(new BoundChain
                {
                    Case = new ParameterCase(chain, chains[chain].Match.Text, shape),
                    IsOneOfSeveral = chains.Count > 1,
                    Name = optimizer.Name.Text,
                    LearningRate = constructor.LearningRate,
                    Hyperparameters = slots,
                    Relations = optimizer.Relations,
                    Transforms = links[chain].Select(link => Bind(link, shape, constructor)).ToEquatableArray(),
                });
            }
        }
        return bound;
    }

    private void CheckPatterns(List<NamedChain> chains)
    {
        for (int later = 1; later < chains.Count; later++)
        {
            string match = chains[later].Match.Text;
            NamedChain? taker = chains.Take(later).FirstOrDefault(earlier => NamePattern.Covers(earlier.Match.Text, match));
            if (taker is null) continue;
            string what = later == chains.Count - 1 ? "'chain:'" : $"'{match}'";
            _findings.Report(FindingCatalog.ChainOfNoParameter, chains[later].Match.Span, what, taker.Match.Text);
        }
    }

    private static ShapeCase[] ShapesOf(List<FoldedLink> chain) => chain.Any(link => link.HasShapeCases) ? EachShape : AllShapes;

    private List<FoldedLink> FoldLinks(EquatableArray<ChainLink> chain)
    {
        var links = new List<FoldedLink>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ChainLink link in chain)
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

    private void CheckAppliedOnce(List<FoldedLink> links, ShapeCase shape)
    {
        FoldedLink? first = null;
        foreach (FoldedLink link in links)
        {
            int applications = link.StatementsFor(shape).Count(statement => statement is Apply) + (link.AppliesItself(shape) ? 1 : 0);
            if (applications == 0) continue;
            if (first is not null || applications > 1)
                _findings.Report(FindingCatalog.AppliedTwice, link.Span, link.Name, (first ?? link).Name);
            first ??= link;
        }
    }

    private static BoundTransform Bind(FoldedLink link, ShapeCase shape, ConstructorSignature constructor) => new()
    {
        Name = link.Name,
        Span = link.Span,
        AppliesItself = link.AppliesItself(shape),
        IsFlattened = link.Transform.View is { Text: "flattened" },
        Hyperparameters = link.NumbersRead.Select(number => constructor.Source(link, number)).ToEquatableArray(),
        HyperparameterNames = link.Transform.Hyperparameters.Select(declared => declared.Name.Text).ToEquatableArray(),
        StructuralNames = link.Transform.Hyperparameters.Where(declared => declared.IsStructural).Select(declared => declared.Name.Text).ToEquatableArray(),
        States = link.StatesFor(shape).ToEquatableArray(),
        FoldedStates = link.FoldedStates.ToEquatableArray(),
        ParameterRounding = link.Transform.ParameterRounding,
        StatesOfOtherShape = link.States.Except(link.StatesFor(shape)).ToEquatableArray(),
        Uses = link.Transform.Uses,
        Statements = link.StatementsFor(shape),
    };
}
