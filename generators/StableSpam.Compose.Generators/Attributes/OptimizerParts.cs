using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Collects what the attributes of a class say of its optimizer: chains, hyperparameters, relations, budget.</summary>
/// <param name="className">Name of the class.</param>
/// <param name="declaration">The part of the class that <c>[Optimizer]</c> stands on.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class OptimizerParts(string className, TypeDeclarationSyntax declaration, FindingBag findings)
{
    private const string LearningRate = "Lr";
    private const string LearningRateRange = "[0, inf)";

    private static readonly (string Property, BudgetedCost Cost)[] Costs =
    [
        ("StateBytesPerParameter", BudgetedCost.StateBytes),
        ("TrafficBytesPerParameter", BudgetedCost.TrafficBytes),
        ("Passes", BudgetedCost.Passes),
    ];

    private readonly AttributedChains _chains = new();
    private readonly List<HyperparameterModel> _hyperparameters = [];
    private readonly List<RuleExpression> _relations = [];
    private readonly List<BudgetLimit> _budget = [];
    private readonly DistinctNames _names = new(findings);

    /// <summary>Adds what an attribute of the class says, if it says anything of the optimizer.</summary>
    public void Add(INamedTypeSymbol? attribute, AttributeArguments arguments)
    {
        if (AttributeNames.IsChainLink(attribute))
        {
            if (!arguments.StandsOn(declaration))
                findings.Report(FindingCatalog.ChainOnTwoParts, arguments.NameSpan, AttributeWords.TransformOf(attribute!.Name), className);
            else if (ReadLink(attribute!, arguments) is { } link)
                _chains.Add(link, ChainLinkReader.PatternOf(arguments, findings));
        }
        else if (AttributeNames.IsHyperparameter(attribute) && arguments.Text("Of") is null)
        {
            if (!arguments.StandsOn(declaration))
                findings.Report(FindingCatalog.ChainOnTwoParts, arguments.NameSpan, AttributeWords.TransformOf(attribute!.Name), className);
            else if (HyperparameterAttributeReader.Read(arguments, findings) is { } declared && _names.Add(declared.Name, DistinctNames.Hyperparameter))
                _hyperparameters.Add(declared);
        }
        else if (AttributeNames.IsRelation(attribute))
        {
            if (AttributeExpression.Read(arguments.Find(0, "condition"), findings) is { } relation) _relations.Add(relation);
        }
        else if (AttributeNames.IsBudget(attribute))
        {
            AddBudget(arguments);
        }
    }

    /// <summary>The optimizer.</summary>
    public OptimizerModel ToModel(Spelled name, AttributeArguments optimizer) => new()
    {
        Name = name,
        Summary = OwnTransform.OneLine(optimizer.Text("Summary")),
        Source = OwnTransform.OneLine(optimizer.Text("Source")),
        LearningRate = ReadLearningRate(optimizer),
        Hyperparameters = _hyperparameters.ToEquatableArray(),
        Chain = _chains.Rest,
        Chains = _chains.Named,
        ChainSpan = optimizer.Span,
        Relations = _relations.ToEquatableArray(),
        Budget = _budget.ToEquatableArray(),
    };

    private ChainLink? ReadLink(INamedTypeSymbol attribute, AttributeArguments arguments) => AttributeNames.IsNamedTransform(attribute)
        ? ChainLinkReader.ReadNamed(arguments, findings)
        : ChainLinkReader.Read(AttributeWords.TransformOf(attribute.Name), arguments, findings);

    private void AddBudget(AttributeArguments arguments)
    {
        foreach ((string property, BudgetedCost cost) in Costs)
        {
            if (arguments.Find(property) is not { } value) continue;
            if (value.AsNumber() is { Value: >= 0 } limit) _budget.Add(new BudgetLimit(cost, limit.Value, value.Span));
            else findings.Report(FindingCatalog.WrongShape, value.Span, $"'{property}'", "a number that is not negative", $"'{value.Written}'");
        }
    }

    private HyperparameterModel? ReadLearningRate(AttributeArguments optimizer)
    {
        AttributeValue? rate = optimizer.Find(LearningRate);
        Spelled? range = optimizer.Text("LrRange");
        Spelled? why = optimizer.Text("LrWhy");
        Spelled? summary = optimizer.Text("LrSummary");
        if (rate is null && (range ?? why ?? summary) is null) return null;
        SourceSpan place = rate?.Span ?? (range ?? why ?? summary)!.Span;
        NumberText? number = rate is null ? new NumberText(1e-3, "1e-3") : rate.Value.AsNumber();
        if (number is null)
        {
            findings.Report(FindingCatalog.NotFinite, place, LearningRate, rate!.Value.Written.ToString());
            return null;
        }
        return new HyperparameterDeclaration
        {
            Name = new Spelled("lr", place),
            Default = new Spelled(number.Text, place),
            Range = range ?? new Spelled(LearningRateRange, place),
            IsNumber = true,
            Why = OwnTransform.OneLine(why),
            Summary = OwnTransform.OneLine(summary),
        }.ToModel(findings);
    }
}
