namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Numbers as CUDA C++ literals.</summary>
internal static class CudaNumbers
{
    /// <summary>A double.</summary>
    public static string Double(double value)
    {
        if (double.IsNaN(value)) return "__longlong_as_double(0x7ff8000000000000LL)";
        if (double.IsInfinity(value)) return $"__longlong_as_double(0x{(value > 0 ? "7" : "f")}ff0000000000000LL)";
        return NumberLiterals.Double(value);
    }

    /// <summary>A number that fp32 represents.</summary>
    public static string Single(double value)
    {
        if (double.IsNaN(value)) return "__int_as_float(0x7fc00000)";
        if (double.IsInfinity(value)) return $"__int_as_float(0x{(value > 0 ? "7" : "f")}f800000)";
        string number = NumberLiterals.Single(value).TrimEnd('f');
        return (number.IndexOfAny(['.', 'E']) < 0 ? number + ".0" : number) + "f";
    }
}
