using System.Numerics;

namespace StableSpamCompose.Reference;

/// <summary>Whole powers by squaring, from the low bit of the exponent up.</summary>
internal static class BinaryExponentiation
{
    /// <summary>x to a power that the rule writes as a literal; a negative power is 1 over the positive one.</summary>
    public static T IntegerPower<T>(T x, int exponent)
        where T : IBinaryFloatingPointIeee754<T> =>
        exponent < 0 ? T.One / WholePower(x, -(long)exponent) : WholePower(x, exponent);

    /// <summary>b^k and b^t; an exponent that is no count of steps goes to pow.</summary>
    public static T ClockPower<T>(T x, T exponent)
        where T : IBinaryFloatingPointIeee754<T>
    {
        double count = double.CreateChecked(exponent);
        return double.IsInteger(count) && count is >= 0 and <= int.MaxValue
            ? WholePower(x, (long)count)
            : T.Pow(x, exponent);
    }

    /// <summary>x^exponent; the result starts as the first factor, so that nothing is multiplied by 1.</summary>
    private static T WholePower<T>(T x, long exponent)
        where T : IBinaryFloatingPointIeee754<T>
    {
        if (exponent == 0) return T.One;
        T square = x;
        while (exponent % 2 == 0)
        {
            square *= square;
            exponent /= 2;
        }
        T result = square;
        while (exponent > 1)
        {
            square *= square;
            exponent /= 2;
            if (exponent % 2 == 1) result *= square;
        }
        return result;
    }
}
