using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The values of all nodes in one step, for every tensor that takes part in it.</summary>
/// <remarks>Node by node over all tensors: what is folded over tensors needs the operand of each, and of nothing later.</remarks>
internal sealed class StepEvaluation
{
    private readonly NumberMode _mode;
    private readonly TensorEvaluation[] _tensors;

    /// <summary>Evaluates every node in order, so that operands come before their users.</summary>
    /// <param name="mode">In which numbers.</param>
    /// <param name="program">The nodes.</param>
    /// <param name="tensors">What each tensor is updated from, in the order of their registration.</param>
    public StepEvaluation(NumberMode mode, StepProgram program, IEnumerable<StepInputs> tensors)
    {
        _mode = mode;
        _tensors = [.. tensors.Select(inputs => new TensorEvaluation(mode, inputs))];
        for (int node = 0; node < program.Nodes.Count; node++)
        {
            if (program.Nodes[node].IsGroupReduction) FoldTensors(node, program.Nodes[node]);
            else foreach (TensorEvaluation tensor in _tensors) tensor.Evaluate(node);
        }
    }

    /// <summary>The values of each tensor.</summary>
    public IReadOnlyList<TensorEvaluation> Tensors => _tensors;

    /// <summary>Every tensor gets the fold over those that it shares the value with.</summary>
    private void FoldTensors(int index, Node node)
    {
        double[] totals = Array.ConvertAll(_tensors, tensor => Fold(node, _tensors.Where(other => Share(node.Over, tensor, other))));
        for (int i = 0; i < _tensors.Length; i++) _tensors[i].Set(index, totals[i]);
    }

    private double Fold(Node node, IEnumerable<TensorEvaluation> tensors)
    {
        double[][] operands = [.. node.Operands.Select(operand => tensors.Select(tensor => tensor[operand][0]).ToArray())];
        return Reduction.Fold(_mode, node, Scope.Tensor, operands);
    }

    private static bool Share(TensorSet over, TensorEvaluation tensor, TensorEvaluation other) =>
        over == TensorSet.All || tensor.Inputs.Group == other.Inputs.Group;
}
