using System.Diagnostics;

namespace StableSpamCompose.Reference;

/// <summary>Rounds to the nearest number of a type, ties to even.</summary>
internal static class NearestNumber
{
    /// <summary>The number of <paramref name="type"/> nearest to <paramref name="value"/>.</summary>
    public static double Of(NumberType type, double value) => type switch
    {
        NumberType.Float32 => (float)value,
        NumberType.BFloat16 => Round(value, precision: 8, lowestExponent: -126, highestExponent: 127),
        NumberType.Float16 => Round(value, precision: 11, lowestExponent: -14, highestExponent: 15),
        _ => throw new UnreachableException($"{type} is no type of numbers."),
    };

    /// <summary>
    /// Rounds to a multiple of the last place at the number's exponent. Below the lowest exponent the places grow no smaller;
    /// what rounds to more than the highest allows is infinite.
    /// </summary>
    private static double Round(double value, int precision, int lowestExponent, int highestExponent)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        int exponent = Math.Max(Math.ILogB(value), lowestExponent);
        double lastPlace = Math.ScaleB(1, exponent - (precision - 1));
        // A power of two divides and multiplies without rounding.
        double rounded = Math.Round(value / lastPlace, MidpointRounding.ToEven) * lastPlace;
        return Math.Abs(rounded) < Math.ScaleB(1, highestExponent + 1) ? rounded : Math.CopySign(double.PositiveInfinity, value);
    }
}
