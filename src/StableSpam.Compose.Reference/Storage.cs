using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>What is left of a number once it is stored.</summary>
internal static class Storage
{
    /// <summary>The smallest normal number of fp32, 2^-126.</summary>
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>A parameter and a gradient are kept in numbers of their type, subnormal ones included.</summary>
    public static double Number(NumberMode mode, NumberType type, double value) =>
        mode == NumberMode.Exact ? NearestNumber.Of(type, value) : value;

    /// <summary>A state with many values is kept in fp32 without subnormal numbers, which would be slow; every other state in double.</summary>
    public static double State(NumberMode mode, Scope scope, double value) =>
        mode == NumberMode.Exact && scope.IsSingle() ? FlushSubnormals((float)value) : value;

    /// <summary>+0 for zeros and subnormal numbers. A NaN compares with nothing and stays.</summary>
    private static float FlushSubnormals(float value) => Math.Abs(value) < SmallestNormal ? 0f : value;
}
