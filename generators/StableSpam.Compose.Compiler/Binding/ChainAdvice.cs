using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>Warns of chains that compile, and probably do not what was meant.</summary>
/// <param name="optimizer">The optimizer.</param>
/// <param name="links">One of its chains, folded.</param>
/// <param name="shapes">The shapes that the chain distinguishes.</param>
/// <param name="findings">Where warnings go.</param>
internal sealed class ChainAdvice(OptimizerModel optimizer, IReadOnlyList<FoldedLink> links, IReadOnlyList<ShapeCase> shapes, FindingBag findings)
{
    /// <summary>Looks at the whole chain.</summary>
    public void Check()
    {
        for (int i = 0; i < links.Count; i++)
        {
            CheckStates(links[i]);
            CheckOrder(i);
            foreach (ResetMoments reset in StatementsOf(links[i]).OfType<ResetMoments>()) CheckReset(i, reset);
        }
    }

    private void CheckStates(FoldedLink link)
    {
        var assigned = new HashSet<string>(StatementsOf(link).OfType<Assignment>().Select(assignment => assignment.Target.Text), StringComparer.Ordinal);
        var read = new HashSet<string>(NamesRead.Of(StatementsOf(link)).Select(name => name.Text), StringComparer.Ordinal);
        foreach (StateModel state in link.States)
        {
            string name = state.Name.Text;
            // What begins as the parameter or the gradient may be kept just to remember it.
            bool remembers = state.Initial is { } initial && NumberLiteral.Read(initial.Expression) is null;
            if (!assigned.Contains(name) && !remembers) findings.Report(FindingCatalog.StateNeverAssigned, state.Name.Span, name, link.Transform.Name.Text);
            else if (assigned.Contains(name) && !read.Contains(name) && state.Role is null) findings.Report(FindingCatalog.StateNeverRead, state.Name.Span, name, link.Transform.Name.Text);
        }
    }

    private void CheckOrder(int index)
    {
        FoldedLink link = links[index];
        foreach (OrderAdvice advice in link.Transform.Before)
        {
            FoldedLink? earlier = links.Take(index).FirstOrDefault(other => other.Transform.Name.Text == advice.Transform.Text);
            if (earlier is not null) findings.Report(FindingCatalog.OutOfOrder, link.Span, link.Name, earlier.Name, FindingCatalog.Because(advice.Why));
        }
    }

    private void CheckReset(int index, ResetMoments reset)
    {
        FoldedLink[] later = [.. links.Skip(index + 1)];
        if (!later.Any(link => link.States.Any(state => state.IsMoment)))
        {
            findings.Report(FindingCatalog.NothingToReset, reset.Span, links[index].Name);
            return;
        }
        if (PeriodOf(links[index], reset) is not { } period || !(period.Steps > 0)) return;
        double?[] horizons = [.. later.SelectMany(HorizonsOf)];
        if (horizons.Length == 0 || horizons.Contains(null)) return;
        // An average of decay beta has seen the better part of what it averages after 1 / (1 - beta) steps.
        double fastest = horizons.Min()!.Value;
        if (period.Steps < fastest * (1 - 1e-9))
            findings.Report(FindingCatalog.ResetTooOften, period.Place, links[index].Name, Rounded(period.Steps), Rounded(fastest));
    }

    // The n of 'reset moments when mod(t, n) == 0', however many names stand between.
    private (double Steps, SourceSpan Place)? PeriodOf(FoldedLink link, ResetMoments reset)
    {
        if (reset.When is null) return null;
        foreach (Expression part in PartsOf(reset.When, link))
        {
            if (part is not Binary { Operator: BinaryOperator.Equal, Left: Call { Function.Text: "mod", Arguments: { Count: 2 } arguments }, Right: Number { Value: 0 } }) continue;
            if (arguments[0].Value is not Name { Text: "t" }) continue;
            if (arguments[1].Value is Number literal) return (literal.Value, link.Span);
            if (arguments[1].Value is Name name && DefaultOf(link, name.Text) is { } steps)
                return (steps, link.SettingOf(name.Text)?.Value.Span ?? link.Span);
        }
        return null;
    }

    private IEnumerable<Expression> PartsOf(Expression expression, FoldedLink link)
    {
        var open = new Stack<Expression>([expression]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.Count > 0)
        {
            Expression part = open.Pop();
            yield return part;
            switch (part)
            {
                case Binary binary:
                    open.Push(binary.Right);
                    open.Push(binary.Left);
                    break;
                case Unary unary:
                    open.Push(unary.Operand);
                    break;
                case Name name when seen.Add(name.Text) && StatementsOf(link).OfType<Assignment>().FirstOrDefault(assignment => assignment.Target.Text == name.Text) is { } local:
                    open.Push(local.Value);
                    break;
            }
        }
    }

    // Of the averages m = b * m + (1 - b) * x among the moments; null where b follows from an expression.
    private IEnumerable<double?> HorizonsOf(FoldedLink link)
    {
        foreach (StateModel state in link.States.Where(state => state.IsMoment))
        {
            foreach (Assignment assignment in StatementsOf(link).OfType<Assignment>().Where(assignment => assignment.Target.Text == state.Name.Text))
            {
                if (assignment.Value is Binary { Operator: BinaryOperator.Add, Left: Binary { Operator: BinaryOperator.Multiply, Left: Name decay, Right: Name kept } }
                    && kept.Text == state.Name.Text)
                    yield return DefaultOf(link, decay.Text) is { } beta and >= 0 and < 1 ? 1 / (1 - beta) : null;
            }
        }
    }

    private IEnumerable<Statement> StatementsOf(FoldedLink link) => shapes.SelectMany(shape => link.StatementsFor(shape)).Distinct();

    private double? DefaultOf(FoldedLink link, string name)
    {
        if (link.NumbersRead.FirstOrDefault(number => number.Name.Text == name) is not { } declared) return null;
        if (link.SettingOf(name) is not { } setting) return declared.Default.Value;
        if (NumberLiteral.Read(setting.Value.Expression) is { } number) return number.Value;
        return setting.Value.Expression is Name own
            ? optimizer.Hyperparameters.FirstOrDefault(hyperparameter => hyperparameter.Name.Text == own.Text)?.Default.Value
            : null;
    }

    private static string Rounded(double steps) => steps.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
