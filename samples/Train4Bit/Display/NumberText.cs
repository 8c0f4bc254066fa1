using System.Globalization;

namespace StableSpamCompose.Train4Bit.Display;

/// <summary>Numbers as they are shown, the same in every country.</summary>
internal static class NumberText
{
    /// <summary>A loss.</summary>
    public static string Loss(double loss) => loss.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A perplexity.</summary>
    public static string Perplexity(double perplexity) => perplexity.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>How many times as large.</summary>
    public static string Ratio(double ratio) => ratio.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A norm of any size.</summary>
    public static string Short(double number) =>
        number.ToString(Math.Abs(number) is >= 1000 or < 0.01 and > 0 ? "0.0e+0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands set apart.</summary>
    public static string Grouped(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A time: minutes and seconds, and hours where there are any.</summary>
    public static string Time(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? "h':'mm':'ss" : "m':'ss", CultureInfo.InvariantCulture);
}
