using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The values of all nodes in one update of one parameter.</summary>
/// <remarks>
/// Whatever a node computes in, its values are kept in doubles, which hold every fp32 number as it is: as many as its scope
/// has. A condition is kept as 1 or 0.
/// </remarks>
internal sealed class TensorEvaluation(NumberMode mode, StepInputs inputs)
{
    private readonly double[][] _values = new double[inputs.Program.Nodes.Count][];

    /// <summary>What the update is computed from.</summary>
    public StepInputs Inputs => inputs;

    /// <summary>The values of node number <paramref name="node"/>.</summary>
    public double[] this[int node] => _values[node];

    /// <summary>Whether node number <paramref name="node"/> has its value.</summary>
    public bool Has(int node) => _values[node] is not null;

    /// <summary>Computes node number <paramref name="index"/>, which folds no other tensor, from its operands.</summary>
    public void Evaluate(int index)
    {
        Node node = inputs.Program.Nodes[index];
        _values[index] =
            node.IsReduction ? Reduce(node)
            : IsSingle(node) ? Map<float>(node)
            : Map<double>(node);
    }

    /// <summary>Takes the value of node number <paramref name="index"/> from outside: what the tensors together fold to.</summary>
    public void Set(int index, double value) => _values[index] = [value];

    private bool IsSingle(Node node) => mode == NumberMode.Exact && node.Kind == ValueKind.Single;

    /// <summary>Computes each value of <paramref name="node"/> by itself, in the arithmetic of <typeparamref name="T"/>.</summary>
    private double[] Map<T>(Node node)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var result = new double[inputs.Parameter.Layout.Count(node.Scope)];
        for (int i = 0; i < result.Length; i++) result[i] = double.CreateChecked(Compute<T>(node, i));
        return result;
    }

    private T Compute<T>(Node node, int i)
        where T : IBinaryFloatingPointIeee754<T> => node.Operands.Count switch
    {
        2 when node.IsRandom => RandomNumber.Draw<T>(node, _values[node.Operands[0]][0], inputs, i),
        0 => T.CreateChecked(Leaf.Read(mode, node, inputs, i)),
        1 => OneOperand.Compute(node, Operand<T>(node, 0, i)),
        2 => TwoOperands.Compute(node, Operand<T>(node, 0, i), Operand<T>(node, 1, i)),
        3 => ThreeOperands.Compute(node, Operand<T>(node, 0, i), Operand<T>(node, 1, i), Operand<T>(node, 2, i)),
        _ => throw new UnreachableException($"{node.Opcode} with {node.Operands.Count} operands has no meaning."),
    };

    /// <summary>
    /// The operand's value for value number <paramref name="i"/> of the node; one of a coarser scope is the same for several.
    /// A double is rounded if <typeparamref name="T"/> is fp32, which is all that <see cref="Opcode.ToSingle"/> does.
    /// </summary>
    private T Operand<T>(Node node, int which, int i)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int operand = node.Operands[which];
        return T.CreateChecked(_values[operand][inputs.Parameter.Layout.IndexOf(inputs.Program.Nodes[operand].Scope, node.Scope, i)]);
    }

    /// <summary>Folds to each value of <paramref name="node"/> the operands' values that it holds for.</summary>
    private double[] Reduce(Node node)
    {
        // What is folded is finer than what it is folded to.
        Scope from = node.Operands.Select(operand => inputs.Program.Nodes[operand].Scope).Aggregate(node.Scope, Scopes.Join);
        double[][][] operands = [.. node.Operands.Select(operand => Parts(_values[operand], from, node.Scope))];
        var result = new double[inputs.Parameter.Layout.Count(node.Scope)];
        for (int part = 0; part < result.Length; part++)
        {
            double total = Reduction.Fold(mode, node, from, Array.ConvertAll(operands, parts => parts[part]));
            result[part] = IsSingle(node) ? (float)total : total;
        }
        return result;
    }

    /// <summary>The values for which each value of <paramref name="coarse"/> holds, in their order.</summary>
    private double[][] Parts(double[] values, Scope fine, Scope coarse)
    {
        var parts = new List<double>[inputs.Parameter.Layout.Count(coarse)];
        for (int part = 0; part < parts.Length; part++) parts[part] = [];
        for (int i = 0; i < values.Length; i++) parts[inputs.Parameter.Layout.IndexOf(coarse, fine, i)].Add(values[i]);
        return Array.ConvertAll(parts, part => part.ToArray());
    }
}
