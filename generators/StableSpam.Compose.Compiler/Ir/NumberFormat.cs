namespace StableSpamCompose.Compiler.Ir;

/// <summary>What the numbers of an element state are stored in.</summary>
public enum NumberFormat
{
    /// <summary>IEEE 754 single precision, as they are computed.</summary>
    Float32,

    /// <summary>bfloat16: the upper half of a number in single precision.</summary>
    BFloat16,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,
}

/// <summary>The sizes of <see cref="NumberFormat"/>.</summary>
public static class NumberFormats
{
    /// <summary>Bytes that a number takes.</summary>
    public static int Bytes(this NumberFormat format) => format == NumberFormat.Float32 ? 4 : 2;
}
