using System.Globalization;
using System.Text;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Tests.Driver;

/// <summary>Writes an optimizer of a recipe as a class with attributes that says the same.</summary>
internal static class AttributeForm
{
    private static readonly Dictionary<BudgetedCost, string> Costs = new()
    {
        [BudgetedCost.StateBytes] = "StateBytesPerParameter",
        [BudgetedCost.TrafficBytes] = "TrafficBytesPerParameter",
        [BudgetedCost.Passes] = "Passes",
    };

    public static string Of(OptimizerModel optimizer)
    {
        var source = new StringBuilder("using StableSpamCompose.Attributes;\nnamespace Own;\n");
        source.Append($"[Optimizer({Named(OfOptimizer(optimizer))})]\n");
        foreach (HyperparameterModel declared in optimizer.Hyperparameters)
            source.Append($"[Hyperparameter({Literal(declared.Name.Text)}, {declared.Default.Text}{string.Concat(OfHyperparameter(declared).Select(part => ", " + part))})]\n");
        foreach (RuleExpression relation in optimizer.Relations) source.Append($"[Relation({Literal(relation.Text)})]\n");
        if (optimizer.Budget.Count > 0)
            source.Append($"[Budget({string.Join(", ", optimizer.Budget.Select(limit => $"{Costs[limit.Cost]} = {limit.Limit.ToString(CultureInfo.InvariantCulture)}"))})]\n");
        foreach (NamedChain chain in optimizer.Chains.Append(new NamedChain(optimizer.Name with { Text = "" }, optimizer.Chain, optimizer.ChainSpan)))
        {
            foreach (ChainLink link in chain.Chain) source.Append($"[{link.Transform.Text}({Named(OfChain(chain).Concat(OfLink(link)))})]\n");
        }
        return source.Append($"public sealed partial class {optimizer.Name.Text};\n").ToString();
    }

    private static IEnumerable<string> OfOptimizer(OptimizerModel optimizer)
    {
        if (optimizer.Summary.Length > 0) yield return $"Summary = {Literal(optimizer.Summary)}";
        if (optimizer.Source.Length > 0) yield return $"Source = {Literal(optimizer.Source)}";
        if (optimizer.LearningRate is not { } rate) yield break;
        yield return $"Lr = {rate.Default.Text}";
        if (rate.Range.Text.Length > 0) yield return $"LrRange = {Literal(rate.Range.Text)}";
        if (rate.Why.Length > 0) yield return $"LrWhy = {Literal(rate.Why)}";
        if (rate.Summary.Length > 0) yield return $"LrSummary = {Literal(rate.Summary)}";
    }

    private static IEnumerable<string> OfHyperparameter(HyperparameterModel declared)
    {
        if (declared.Kind == HyperparameterKind.Integer) yield return "IsInteger = true";
        if (declared.Range.Text.Length > 0) yield return $"Range = {Literal(declared.Range.Text)}";
        if (declared.Why.Length > 0) yield return $"Why = {Literal(declared.Why)}";
        if (declared.Summary.Length > 0) yield return $"Summary = {Literal(declared.Summary)}";
    }

    private static IEnumerable<string> OfChain(NamedChain chain)
    {
        if (chain.Match.Text.Length > 0) yield return $"Parameters = {Literal(chain.Match.Text)}";
    }

    private static IEnumerable<string> OfLink(ChainLink link)
    {
        TransformModel transform = RecipeLibrary.Transforms.Find(link.Transform.Text)!;
        if (link.As is { } alias) yield return $"As = {Literal(alias.Text)}";
        var bound = new List<string>();
        foreach (Setting setting in link.Settings.Where(setting => !setting.IsFixed))
        {
            HyperparameterModel declared = transform.Hyperparameters.Single(declared => declared.Name.Text == setting.Hyperparameter.Text);
            if (ValueOf(declared, setting) is { } value) yield return $"{AttributeWords.Capitalised(declared.Name.Text)} = {value}";
            else bound.Add($"{declared.Name.Text}: {setting.Value.Text}");
        }
        if (bound.Count > 0) yield return $"Bind = {Literal(string.Join(", ", bound))}";
        string baked = string.Join(", ", link.Settings.Where(setting => setting.IsFixed).Select(setting => $"{setting.Hyperparameter.Text}: {setting.Value.Text}"));
        if (baked.Length > 0) yield return $"Fixed = {Literal(baked)}";
    }

    private static string? ValueOf(HyperparameterModel declared, Setting setting) => declared.Kind switch
    {
        HyperparameterKind.Flag => setting.Value.Text,
        HyperparameterKind.Choice => $"{ChoiceType(declared)}.{AttributeWords.Capitalised(setting.Value.Text)}",
        _ => setting.Value.Expression is Number or Unary { Operand: Number } ? setting.Value.Text : null,
    };

    private static string ChoiceType(HyperparameterModel declared) => typeof(StableSpamCompose.Attributes.OptimizerAttribute).Assembly.GetTypes()
        .Single(type => type.IsEnum && type.Name.EndsWith(AttributeWords.Capitalised(declared.Name.Text) + "Choice", StringComparison.Ordinal)
            && type.GetEnumNames().SequenceEqual(declared.Choices.Select(AttributeWords.Capitalised))).Name;

    private static string Named(IEnumerable<string> parts) => string.Join(", ", parts);

    private static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
