namespace StableSpamCompose.Arrays;

/// <summary>What the numbers of an array are.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>bfloat16: the upper half of a number in single precision.</summary>
    BFloat16,

    /// <summary>IEEE 754 half precision, <see cref="Half"/>.</summary>
    Float16,

    /// <summary>IEEE 754 double precision: what step, group and tensor states are kept in. Parameters cannot be.</summary>
    Float64,
}
