using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The values of all nodes in one step, for every tensor that takes part in it.</summary>
/// <remarks>
/// Program by program and node by node over all its tensors. What is folded over tensors needs the operand of each, of
/// whatever program, and of nothing later.
/// </remarks>
internal sealed class StepEvaluation
{
    private readonly NumberMode _mode;
    private readonly TensorEvaluation[] _tensors;

    /// <summary>Evaluates every node in order, so that operands come before their users.</summary>
    /// <param name="mode">In which numbers.</param>
    /// <param name="tensors">What each tensor is updated from, in the order of their registration.</param>
    public StepEvaluation(NumberMode mode, IEnumerable<StepInputs> tensors)
    {
        _mode = mode;
        _tensors = [.. tensors.Select(inputs => new TensorEvaluation(mode, inputs))];
        foreach (TensorEvaluation first in _tensors.DistinctBy(tensor => tensor.Inputs.Program.Case))
        {
            StepProgram program = first.Inputs.Program;
            TensorEvaluation[] own = Array.FindAll(_tensors, tensor => ReferenceEquals(tensor.Inputs.Program, program));
            for (int node = 0; node < program.Nodes.Count; node++)
            {
                foreach (TensorEvaluation tensor in own) Evaluate(tensor, node);
            }
        }
    }

    /// <summary>The values of each tensor.</summary>
    public IReadOnlyList<TensorEvaluation> Tensors => _tensors;

    private void Evaluate(TensorEvaluation tensor, int index)
    {
        if (tensor.Has(index)) return;
        Node node = tensor.Inputs.Program.Nodes[index];
        if (node.IsGroupReduction) FoldTensors(tensor, index);
        else tensor.Evaluate(index);
    }

    /// <summary>Folds over the tensors that <paramref name="one"/> shares the value of its node with, and gives it to them.</summary>
    private void FoldTensors(TensorEvaluation one, int index)
    {
        Node node = one.Inputs.Program.Nodes[index];
        (TensorEvaluation Tensor, int Node)[] contributions =
        [
            .. from tensor in _tensors
               where node.Over == TensorSet.All || tensor.Inputs.Group == one.Inputs.Group
               let its = ReferenceEquals(tensor.Inputs.Program, one.Inputs.Program) ? index : NodeOf(tensor.Inputs.Program, node.Fold)
               where its >= 0
               select (tensor, its),
        ];
        double[][] operands = [.. Enumerable.Range(0, node.Operands.Count).Select(which => Array.ConvertAll(
            contributions, contribution => Require(contribution.Tensor, contribution.Tensor.Inputs.Program.Nodes[contribution.Node].Operands[which])[0]))];
        double total = Reduction.Fold(_mode, node, Scope.Tensor, operands);
        foreach ((TensorEvaluation tensor, int its) in contributions) tensor.Set(its, total);
    }

    /// <summary>The node by which another program has part in a fold; -1 if it has none.</summary>
    private static int NodeOf(StepProgram program, int fold)
    {
        for (int index = 0; index < program.Nodes.Count; index++)
        {
            if (program.Nodes[index].Fold == fold) return index;
        }
        return -1;
    }

    /// <summary>The value of a node, whose operands may not have been evaluated where its tensor goes by another program.</summary>
    private double[] Require(TensorEvaluation tensor, int node)
    {
        if (!tensor.Has(node))
        {
            foreach (int operand in tensor.Inputs.Program.Nodes[node].Operands) Require(tensor, operand);
            Evaluate(tensor, node);
        }
        return tensor[node];
    }
}
