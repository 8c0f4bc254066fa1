using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads what the plan of an optimizer may cost.</summary>
internal static class BudgetReader
{
    private static readonly Dictionary<string, BudgetedCost> Costs = new(StringComparer.Ordinal)
    {
        ["state_bytes_per_parameter"] = BudgetedCost.StateBytes,
        ["traffic_bytes_per_parameter"] = BudgetedCost.TrafficBytes,
        ["passes"] = BudgetedCost.Passes,
    };

    /// <summary>The limits under <paramref name="entry"/>.</summary>
    public static IEnumerable<BudgetLimit> Read(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsMapping(entry, findings) is not { } mapping) yield break;
        var keys = new KeyedMapping(mapping, "a budget", Costs.Keys.ToArray(), findings);
        foreach (KeyValuePair<string, BudgetedCost> cost in Costs)
        {
            const string Expected = "a number that is not negative";
            if (keys.Name(cost.Key, Expected) is not { } text) continue;
            if (NumberText.Parse(text.Text) is { Value: >= 0 } limit) yield return new BudgetLimit(cost.Value, limit.Value, text.Span);
            else findings.Report(FindingCatalog.WrongShape, text.Span, $"'{cost.Key}:'", Expected, $"'{text.Text}'");
        }
    }
}
