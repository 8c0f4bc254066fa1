namespace StableSpamCompose.Execution;

/// <summary>A fold of one number of each tensor that has a gradient in the step. With none, it is 0.</summary>
/// <param name="Kind">How it folds; sums add up in double, in the order in which the parameters were added.</param>
/// <param name="Over">Which tensors it folds.</param>
public readonly record struct GroupReduction(Reduction Kind, TensorSet Over);

/// <summary>Which tensors a <see cref="GroupReduction"/> folds.</summary>
public enum TensorSet
{
    /// <summary>Those of the tensor's group.</summary>
    Group,

    /// <summary>Those of the whole optimizer.</summary>
    All,
}
