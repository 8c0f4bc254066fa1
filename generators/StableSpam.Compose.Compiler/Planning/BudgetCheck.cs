using System.Globalization;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>Holds a plan against the budget of its recipe.</summary>
internal static class BudgetCheck
{
    /// <summary>Reports each limit that <paramref name="plan"/> exceeds.</summary>
    public static void Run(EquatableArray<BudgetLimit> budget, StepPlan plan, FindingBag findings)
    {
        string program = CaseText.Of(plan.Program.Case) is { Length: > 0 } parameters ? $"for {parameters}, " : "";
        foreach (BudgetLimit limit in budget)
        {
            (double cost, string unit, string causes) = limit.Cost switch
            {
                BudgetedCost.StateBytes => (plan.StateBytesPerElement, "bytes of state for each parameter", States(plan)),
                BudgetedCost.TrafficBytes => (plan.BytesPerElement, "bytes moved for each parameter", Traffic(plan)),
                _ => (plan.Passes.Count, "passes", Traffic(plan)),
            };
            if (cost > limit.Limit) findings.Report(FindingCatalog.OverBudget, limit.Span, $"{Text(limit.Limit)} {unit}", Text(cost), program + causes);
        }
    }

    private static string States(StepPlan plan) =>
        string.Join(", ", plan.Program.States.Where(state => state.Scope == Scope.Element).Select(state => state.Name));

    private static string Traffic(StepPlan plan) => string.Join("; ", plan.Passes.Select(
        (pass, i) => $"pass {Text(i)} reads {Text(plan.BytesRead(pass))} and writes {Text(plan.BytesWritten(pass))}"));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
