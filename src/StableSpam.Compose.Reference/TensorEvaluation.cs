using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The values of all nodes in one update of one parameter.</summary>
/// <remarks>
/// Whatever a node computes in, its value is kept in doubles, which hold every fp32 number as it is: one for each element,
/// or one alone. A condition is kept as 1 or 0.
/// </remarks>
internal sealed class TensorEvaluation(NumberMode mode, StepInputs inputs)
{
    private readonly double[][] _values = new double[inputs.Program.Nodes.Count][];

    /// <summary>What the update is computed from.</summary>
    public StepInputs Inputs => inputs;

    /// <summary>The value of node number <paramref name="node"/>.</summary>
    public double[] this[int node] => _values[node];

    /// <summary>Whether node number <paramref name="node"/> has its value.</summary>
    public bool Has(int node) => _values[node] is not null;

    /// <summary>Computes node number <paramref name="index"/>, which folds no other tensor, from its operands.</summary>
    public void Evaluate(int index)
    {
        Node node = inputs.Program.Nodes[index];
        _values[index] =
            node.IsReduction ? [Reduce(node)]
            : mode == NumberMode.Exact && node.Kind == ValueKind.Single ? Map<float>(node)
            : Map<double>(node);
    }

    /// <summary>Takes the value of node number <paramref name="index"/> from outside: what the tensors together fold to.</summary>
    public void Set(int index, double value) => _values[index] = [value];

    /// <summary>Computes each value of <paramref name="node"/> by itself, in the arithmetic of <typeparamref name="T"/>.</summary>
    private double[] Map<T>(Node node)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var result = new double[node.Scope == Scope.Element ? inputs.Parameter.Value.Length : 1];
        for (int i = 0; i < result.Length; i++) result[i] = double.CreateChecked(Compute<T>(node, i));
        return result;
    }

    private T Compute<T>(Node node, int i)
        where T : IBinaryFloatingPointIeee754<T> => node.Operands.Count switch
    {
        0 => T.CreateChecked(Leaf.Read(mode, node, inputs, i)),
        1 => OneOperand.Compute(node, Operand<T>(node, 0, i)),
        2 => TwoOperands.Compute(node, Operand<T>(node, 0, i), Operand<T>(node, 1, i)),
        3 => ThreeOperands.Compute(node, Operand<T>(node, 0, i), Operand<T>(node, 1, i), Operand<T>(node, 2, i)),
        _ => throw new UnreachableException($"{node.Opcode} with {node.Operands.Count} operands has no meaning."),
    };

    /// <summary>
    /// The operand's value for element <paramref name="i"/>; a value of the step, the group or the tensor is the same for each.
    /// A double is rounded if <typeparamref name="T"/> is fp32, which is all that <see cref="Opcode.ToSingle"/> does.
    /// </summary>
    private T Operand<T>(Node node, int which, int i)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int operand = node.Operands[which];
        bool perElement = inputs.Program.Nodes[operand].Scope == Scope.Element;
        return T.CreateChecked(_values[operand][perElement ? i : 0]);
    }

    private double Reduce(Node node)
    {
        var operands = new double[node.Operands.Count][];
        for (int which = 0; which < operands.Length; which++)
        {
            operands[which] = new double[inputs.Parameter.Value.Length];
            for (int i = 0; i < operands[which].Length; i++) operands[which][i] = Operand<double>(node, which, i);
        }
        return Reduction.Fold(mode, node, operands);
    }
}
