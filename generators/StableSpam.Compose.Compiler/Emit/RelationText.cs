using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Writes a relation between hyperparameters as a C# condition on <c>lr</c> and <c>hyperparameters</c>.</summary>
internal static class RelationText
{
    /// <summary>The condition.</summary>
    public static string Of(Relation relation)
    {
        var expressions = new HostExpressionText(relation.Nodes, index => relation.Nodes[index] switch
        {
            { Opcode: Opcode.LearningRate } => "lr",
            { Opcode: Opcode.Hyperparameter } node => $"hyperparameters[{NumberLiterals.Integer(node.Slot)}]",
            { Opcode: Opcode.IntegerPower } node => Power(relation, node),
            _ => null,
        });
        return expressions.Use(relation.Nodes.Count - 1);

        // Relations are not folded, so a literal power is still one.
        string Power(Relation of, Node node) =>
            $"global::StableSpamCompose.Execution.StepMath.Power({Of(of with { Nodes = of.Nodes.Take(node.Operands[0] + 1).ToEquatableArray() })}, {NumberLiterals.Double(node.Exponent)})";
    }
}
