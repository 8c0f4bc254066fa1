namespace StableSpamCompose.Execution;

/// <summary>The rule language's functions in double, where the platform defines them otherwise.</summary>
public static class StepMath
{
    /// <summary>
    /// The power of a value to a clock: multiplications alone while the exponent is a whole number from 0 to 2^31 - 1, so
    /// that every machine gives the same bits; the platform's pow for any other.
    /// </summary>
    public static double Power(double value, double exponent)
    {
        if (!(exponent >= 0 && exponent <= int.MaxValue && exponent == Math.Floor(exponent)))
            return Math.Pow(value, exponent);
        uint bits = (uint)exponent;
        if (bits == 0)
            return 1;
        for (; (bits & 1) == 0; bits >>= 1)
            value *= value;
        double power = value;
        while ((bits >>= 1) != 0)
        {
            value *= value;
            if ((bits & 1) != 0)
                power *= value;
        }
        return power;
    }

    /// <summary>1 for x &gt; 0, -1 for x &lt; 0, else x.</summary>
    public static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : value;

    /// <summary>a if a &gt; b or a is NaN, else b.</summary>
    public static double Max(double left, double right) => left > right || double.IsNaN(left) ? left : right;

    /// <summary>a if a &lt; b or a is NaN, else b.</summary>
    public static double Min(double left, double right) => left < right || double.IsNaN(left) ? left : right;

    /// <summary>The nearest whole number, ties to even.</summary>
    public static double Round(double value) => Math.Round(value, MidpointRounding.ToEven);
}
