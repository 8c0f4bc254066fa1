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

    /// <summary>A number that is rounded by chance to its type; <paramref name="random"/> decides, a number of [0, 1).</summary>
    public static double Number(NumberMode mode, NumberType type, double value, double random) =>
        mode == NumberMode.Exact ? StochasticNumber.Of(type, value, random) : value;

    /// <summary>A state with many values is kept in its type, without fp32's subnormal numbers, which would be slow; every other state in double.</summary>
    public static double State(NumberMode mode, StateSlot slot, double value) =>
        slot.Scope.IsSingle() ? Number(mode, TypeOf(slot), Flushed(mode, value)) : value;

    /// <summary>A state that is rounded by chance.</summary>
    public static double State(NumberMode mode, StateSlot slot, double value, double random) =>
        slot.Scope.IsSingle() ? Number(mode, TypeOf(slot), Flushed(mode, value), random) : value;

    private static NumberType TypeOf(StateSlot slot) => slot.Format switch
    {
        NumberFormat.BFloat16 => NumberType.BFloat16,
        NumberFormat.Float16 => NumberType.Float16,
        _ => NumberType.Float32,
    };

    private static double Flushed(NumberMode mode, double value) => mode == NumberMode.Exact ? FlushSubnormals((float)value) : value;

    /// <summary>+0 for zeros and subnormal numbers. A NaN compares with nothing and stays.</summary>
    private static float FlushSubnormals(float value) => Math.Abs(value) < SmallestNormal ? 0f : value;
}
