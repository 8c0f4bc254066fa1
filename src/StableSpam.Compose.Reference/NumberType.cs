namespace StableSpamCompose.Reference;

/// <summary>Which numbers an array holds in <see cref="NumberMode.Exact"/>.</summary>
public enum NumberType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>bfloat16: the exponents of single precision, and 8 bits of precision.</summary>
    BFloat16,

    /// <summary>IEEE 754 half precision: exponents from -14 to 15, and 11 bits of precision.</summary>
    Float16,
}
