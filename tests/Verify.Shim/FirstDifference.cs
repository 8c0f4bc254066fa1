using System.Globalization;

namespace VerifyXunit;

/// <summary>Shows where two texts part.</summary>
internal static class FirstDifference
{
    /// <summary>The number of the first line that differs, and what it is in both.</summary>
    public static string Describe(string verified, string received)
    {
        string[] before = verified.Split('\n');
        string[] after = received.Split('\n');
        int line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line]) line++;
        string number = (line + 1).ToString(CultureInfo.InvariantCulture);
        return $"  first difference in line {number}\n  verified: {LineOf(before, line)}\n  received: {LineOf(after, line)}";
    }

    private static string LineOf(string[] lines, int line) => line < lines.Length ? lines[line] : "(the text ends before)";
}
