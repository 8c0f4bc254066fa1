using System.Globalization;

namespace StableSpamCompose.Compiler.Model;

/// <summary>A number with the text that it was written as, so that generated code shows <c>1e-8</c> where the recipe does.</summary>
public sealed record NumberText(double Value, string Text)
{
    private const double LargestWhole = 9007199254740992; // 2^53: from here on not every whole number is a double

    /// <summary>Zero.</summary>
    public static NumberText Zero { get; } = new(0, "0");

    /// <summary>Whether it is a whole number that a double holds exactly.</summary>
    public bool IsWhole => Math.Abs(Value) <= LargestWhole && Math.Floor(Value) == Value;

    /// <summary>Reads a finite number as the rule language writes it, with or without a minus sign.</summary>
    /// <returns>The number, or <see langword="null"/> if the text is none.</returns>
    public static NumberText? Parse(string text) =>
        IsNumber(text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && !double.IsInfinity(value)
            ? new NumberText(value, text)
            : null;

    /// <summary>A whole number in digits alone, as an integer literal takes it: <c>1000</c> for <c>1e3</c>.</summary>
    public NumberText InDigits() => this with { Text = ((long)Value).ToString(CultureInfo.InvariantCulture) };

    // digits [ '.' digits ] [ e [+-] digits ], or '.' digits ..
    private static bool IsNumber(string text)
    {
        int at = text.StartsWith("-", StringComparison.Ordinal) ? 1 : 0;
        bool hasWhole = SkipDigits(text, ref at);
        bool hasFraction = false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            hasFraction = SkipDigits(text, ref at);
            if (!hasFraction) return false;
        }
        if (!hasWhole && !hasFraction) return false;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            if (!SkipDigits(text, ref at)) return false;
        }
        return at == text.Length;
    }

    private static bool SkipDigits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9') at++;
        return at > start;
    }
}
