namespace StableSpamCompose.Compiler.Ir;

/// <summary>How many values there are of something: one a step, one a tensor, one an element.</summary>
/// <remarks>Ordered from coarse to fine; the scope of an operation is the finest of its operands'.</remarks>
public enum Scope
{
    /// <summary>One value for a parameter in a step, known to the host before any kernel runs: hyperparameters, clocks.</summary>
    Step,

    /// <summary>One value for the tensors of a param group that have a gradient in the step, or for all of them: global norms.</summary>
    Group,

    /// <summary>One value for each tensor: norms and what is computed from them.</summary>
    Tensor,

    /// <summary>One value for each element of the tensor.</summary>
    Element,
}
