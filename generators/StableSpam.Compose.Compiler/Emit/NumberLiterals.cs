using System.Globalization;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>The only place where numbers become C# text: invariant, and exactly the number.</summary>
internal static class NumberLiterals
{
    /// <summary>A whole number.</summary>
    public static string Integer(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A double.</summary>
    public static string Double(double value)
    {
        if (double.IsNaN(value)) return "double.NaN";
        if (double.IsInfinity(value)) return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        string text = Shortest(value, 15, 17, static text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }

    /// <summary>A number that fp32 represents.</summary>
    public static string Single(double value)
    {
        if (double.IsNaN(value)) return "float.NaN";
        if (double.IsInfinity(value)) return value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        return Shortest((float)value, 6, 9, static text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)) + "f";
    }

    /// <summary>A hyperparameter's default, as the recipe writes it where C# reads that as the same number.</summary>
    public static string AsWritten(Model.NumberText number, bool isInteger)
    {
        if (isInteger) return ((long)number.Value).ToString(CultureInfo.InvariantCulture);
        bool same = double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && parsed.Equals(number.Value);
        // Many digits alone would be read as an integer that is too large.
        if (number.Text.Length > 15 && number.Text.All(char.IsDigit)) return Double(number.Value);
        bool isLiteral = same && number.Text.All(c => char.IsDigit(c) || c is '.' or 'e' or 'E' or '-' or '+') && !number.Text.EndsWith(".");
        return isLiteral ? number.Text : Double(number.Value);
    }

    private static string Shortest(double value, int digits, int mostDigits, Func<string, double> parse)
    {
        if (value == 0) return 1 / value < 0 ? "-0.0" : "0";
        for (; digits < mostDigits; digits++)
        {
            string text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
            if (parse(text) == value) return text;
        }
        return value.ToString("G" + mostDigits, CultureInfo.InvariantCulture);
    }
}
