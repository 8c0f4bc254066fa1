using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers the relations between hyperparameters, and checks that the defaults keep them.</summary>
internal static class RelationLowering
{
    /// <summary>The relations of <paramref name="bound"/>; those with a mistake are reported and left out.</summary>
    public static EquatableArray<Relation> Lower(BoundChain bound, FindingBag findings)
    {
        string[] names = [.. bound.Hyperparameters.Select(slot => slot.Name)];
        double?[] defaults = [.. bound.Hyperparameters.Select(slot => (double?)slot.Default.Value)];
        var relations = new List<Relation>();
        foreach (RuleExpression written in bound.Relations)
        {
            if (Lower(written.Expression, written.Text, names, findings) is not { } relation) continue;
            if (RelationCheck.Holds(relation, bound.LearningRate.Default.Value, defaults) == false)
                findings.Report(FindingCatalog.RelationBroken, written.Expression.Span, written.Text);
            relations.Add(relation);
        }
        return relations.ToEquatableArray();
    }

    /// <summary>One relation; <see langword="null"/>, with findings, if it has mistakes.</summary>
    /// <param name="expression">The relation.</param>
    /// <param name="text">The relation as written.</param>
    /// <param name="hyperparameters">The names that it may read beside <c>lr</c>, in the order of their slots.</param>
    /// <param name="findings">Where mistakes go.</param>
    public static Relation? Lower(Expression expression, string text, IReadOnlyList<string> hyperparameters, FindingBag findings)
    {
        var builder = new ProgramBuilder();
        var names = new Names(hyperparameters, builder, findings);
        return new ExpressionLowering(builder, findings).Condition(expression, names, "A relation") is null
            ? null
            : new Relation(text, builder.Nodes.ToEquatableArray());
    }

    private sealed class Names(IReadOnlyList<string> hyperparameters, ProgramBuilder builder, FindingBag findings) : INames
    {
        public bool MayDrawRandomNumbers => false;

        public bool IsFlattened => false;

        public int? Resolve(Name name)
        {
            if (name.Text == "lr") return builder.Leaf(Opcode.LearningRate, Scope.Step, ValueKind.Double, label: name.Text);
            for (int slot = 0; slot < hyperparameters.Count; slot++)
            {
                if (hyperparameters[slot] == name.Text)
                    return builder.Leaf(Opcode.Hyperparameter, Scope.Step, ValueKind.Double, slot, name.Text);
            }
            findings.Report(FindingCatalog.RelationNotOfHyperparameters, name.Span, name.Text, Suggestion.DidYouMean(name.Text, hyperparameters));
            return null;
        }
    }
}
