using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers the relations between hyperparameters, and checks that the defaults keep them.</summary>
internal static class RelationLowering
{
    /// <summary>The relations of <paramref name="bound"/>; those with a mistake are reported and left out.</summary>
    public static EquatableArray<Relation> Lower(BoundChain bound, FindingBag findings)
    {
        var relations = new List<Relation>();
        foreach (RuleExpression written in bound.Relations)
        {
            var builder = new ProgramBuilder();
            var names = new Names(bound, builder, findings);
            if (new ExpressionLowering(builder, findings).Condition(written.Expression, names, "A relation") is null) continue;
            var relation = new Relation(written.Text, builder.Nodes.ToEquatableArray());
            if (HoldsForDefaults(relation, bound) == false) findings.Report(FindingCatalog.RelationBroken, written.Expression.Span, written.Text);
            relations.Add(relation);
        }
        return relations.ToEquatableArray();
    }

    // null where the compiler leaves a function to run time.
    private static bool? HoldsForDefaults(Relation relation, BoundChain bound)
    {
        var values = new List<Node>();
        foreach (Node node in relation.Nodes)
        {
            double? value = node.Opcode switch
            {
                Opcode.Constant => node.Constant,
                Opcode.LearningRate => bound.LearningRate.Default.Value,
                Opcode.Hyperparameter => bound.Hyperparameters[node.Slot].Default.Value,
                _ => ConstantFolding.Evaluate(node, node.Operands.Select(operand => values[operand]).ToArray()),
            };
            if (value is not { } known) return null;
            values.Add(node with { Constant = known });
        }
        return values[values.Count - 1].Constant != 0;
    }

    private sealed class Names(BoundChain bound, ProgramBuilder builder, FindingBag findings) : INames
    {
        public bool MayDrawRandomNumbers => false;

        public bool IsFlattened => false;

        public int? Resolve(Name name)
        {
            if (name.Text == "lr") return builder.Leaf(Opcode.LearningRate, Scope.Step, ValueKind.Double, label: name.Text);
            for (int slot = 0; slot < bound.Hyperparameters.Count; slot++)
            {
                if (bound.Hyperparameters[slot].Name == name.Text)
                    return builder.Leaf(Opcode.Hyperparameter, Scope.Step, ValueKind.Double, slot, name.Text);
            }
            findings.Report(FindingCatalog.RelationNotOfHyperparameters, name.Span, name.Text,
                Suggestion.DidYouMean(name.Text, bound.Hyperparameters.Select(slot => slot.Name)));
            return null;
        }
    }
}
