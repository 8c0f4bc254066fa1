using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Whether values keep a relation between hyperparameters.</summary>
public static class RelationCheck
{
    private const string LearningRate = "lr";

    /// <summary>Whether the arguments of a call keep a relation.</summary>
    /// <param name="text">The relation, as <c>beta1 &lt;= beta2</c>.</param>
    /// <param name="arguments">Learning rate (<c>lr</c>) and hyperparameters by name; <see langword="null"/> for one that is not constant.</param>
    /// <param name="namesRead">The names that the relation reads.</param>
    /// <returns><see langword="null"/> where the arguments do not tell.</returns>
    public static bool? Holds(string text, IReadOnlyDictionary<string, double?> arguments, out IReadOnlyList<string> namesRead)
    {
        namesRead = [];
        var findings = new FindingBag();
        if (RuleParser.ParseExpression(RuleText.OnOneLine(text, SourceSpan.None), findings) is not { } expression || findings.HasErrors) return null;
        namesRead = [.. NamesRead.Of(expression).Select(name => name.Text).Distinct()];
        string[] names = [.. arguments.Keys.Where(name => name != LearningRate)];
        if (RelationLowering.Lower(expression, text, names, findings) is not { } relation) return null;
        return Holds(relation, arguments.TryGetValue(LearningRate, out double? rate) ? rate : null, [.. names.Select(name => arguments[name])]);
    }

    /// <summary>Whether values keep a relation; <see langword="null"/> where one is not known, or a function is left to run time.</summary>
    internal static bool? Holds(Relation relation, double? learningRate, IReadOnlyList<double?> hyperparameters)
    {
        var values = new List<Node>();
        foreach (Node node in relation.Nodes)
        {
            double? value = node.Opcode switch
            {
                Opcode.Constant => node.Constant,
                Opcode.LearningRate => learningRate,
                Opcode.Hyperparameter => hyperparameters[node.Slot],
                _ => ConstantFolding.Evaluate(node, node.Operands.Select(operand => values[operand]).ToArray()),
            };
            if (value is not { } known) return null;
            values.Add(node with { Constant = known });
        }
        return values[values.Count - 1].Constant != 0;
    }
}
