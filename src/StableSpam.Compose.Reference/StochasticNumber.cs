using System.Diagnostics;

namespace StableSpamCompose.Reference;

/// <summary>Rounds to one of the two numbers of a type that a number lies between, by chance.</summary>
internal static class StochasticNumber
{
    /// <summary>
    /// The number of <paramref name="type"/> toward zero from <paramref name="value"/>, or the next one from zero where the share
    /// of the way there and <paramref name="random"/>, a number of [0, 1), make 1. What is no finite number of the type's range
    /// goes to the nearest.
    /// </summary>
    public static double Of(NumberType type, double value, double random) => type switch
    {
        NumberType.Float32 => NearestNumber.Of(type, value),
        NumberType.BFloat16 => Round(type, value, random, precision: 8, lowestExponent: -126, highestExponent: 127),
        NumberType.Float16 => Round(type, value, random, precision: 11, lowestExponent: -14, highestExponent: 15),
        _ => throw new UnreachableException($"{type} is no type of numbers."),
    };

    private static double Round(NumberType type, double value, double random, int precision, int lowestExponent, int highestExponent)
    {
        double largest = (2 - Math.ScaleB(1, 1 - precision)) * Math.ScaleB(1, highestExponent);
        if (value == 0 || !(Math.Abs(value) <= largest)) return NearestNumber.Of(type, value);
        int exponent = Math.Max(Math.ILogB(value), lowestExponent);
        double lastPlace = Math.ScaleB(1, exponent - (precision - 1));
        // A power of two divides and multiplies without rounding.
        double places = Math.Abs(value) / lastPlace;
        double below = Math.Floor(places);
        double rounded = places - below >= 1 - random ? below + 1 : below;
        return Math.CopySign(rounded * lastPlace, value);
    }
}
