namespace StableSpamCompose.Arrays;

/// <summary>What the numbers of an array are.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision: what tensor and step states are kept in. Parameters cannot be.</summary>
    Float64,
}
