namespace StableSpamCompose.Reference;

/// <summary>In which numbers the interpreter computes.</summary>
public enum NumberMode
{
    /// <summary>Everything in double, sums from the first element to the last: the mathematics of a rule, for goldens.</summary>
    Double,

    /// <summary>
    /// What every backend must reproduce to the bit: fp32 nodes in fp32, double nodes in double, the order of sums, parameters
    /// and gradients in numbers of their types, and fp32 states that are flushed when stored.
    /// </summary>
    Exact,
}
