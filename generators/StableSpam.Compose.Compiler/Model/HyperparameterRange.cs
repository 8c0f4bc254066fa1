namespace StableSpamCompose.Compiler.Model;

/// <summary>An interval of numbers, such as <c>[0, 1)</c>.</summary>
/// <param name="Low">Lower bound; <c>-inf</c> for none.</param>
/// <param name="LowIncluded">Whether the lower bound itself is allowed.</param>
/// <param name="High">Upper bound; <c>inf</c> for none.</param>
/// <param name="HighIncluded">Whether the upper bound itself is allowed.</param>
/// <param name="Text">The interval as written; empty where any number is allowed.</param>
public sealed record HyperparameterRange(double Low, bool LowIncluded, double High, bool HighIncluded, string Text)
{
    /// <summary>Any number but NaN.</summary>
    public static HyperparameterRange Any { get; } = new(double.NegativeInfinity, true, double.PositiveInfinity, true, "");

    /// <summary>Whether no number lies within.</summary>
    public bool IsEmpty => !(Low < High || (Low == High && LowIncluded && HighIncluded));

    /// <summary>Reads <c>[0, 1)</c>, <c>(-inf, 0]</c> and the like; <see langword="null"/> if it is no interval.</summary>
    public static HyperparameterRange? Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length < 2 || trimmed[0] is not ('[' or '(') || trimmed[trimmed.Length - 1] is not (']' or ')')) return null;
        string[] bounds = trimmed.Substring(1, trimmed.Length - 2).Split(',');
        if (bounds.Length != 2 || Bound(bounds[0]) is not { } low || Bound(bounds[1]) is not { } high) return null;
        return new HyperparameterRange(low, trimmed[0] == '[', high, trimmed[trimmed.Length - 1] == ']', trimmed);
    }

    /// <summary>Whether <paramref name="value"/> lies within. NaN never does.</summary>
    public bool Contains(double value) =>
        (value > Low || (LowIncluded && value == Low)) && (value < High || (HighIncluded && value == High));

    private static double? Bound(string text) => text.Trim() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var number => NumberText.Parse(number)?.Value,
    };
}
