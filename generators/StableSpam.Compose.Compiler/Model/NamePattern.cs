namespace StableSpamCompose.Compiler.Model;

/// <summary>Patterns for whole parameter names: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
public static class NamePattern
{
    /// <summary>What every name matches.</summary>
    public const string Any = "*";

    /// <summary>What a pattern is, for messages.</summary>
    public const string Expected = "a pattern for the whole name of a parameter, as in '*norm*'";

    /// <summary>Whether every name that matches <paramref name="narrow"/> is sure to match <paramref name="wide"/>.</summary>
    /// <remarks>Sound, not complete: what it denies may still be so, as with '*?' and '?*'.</remarks>
    public static bool Covers(string wide, string narrow)
    {
        // reach[n]: the part of wide that was read so far covers the first n characters of narrow.
        bool[] reach = new bool[narrow.Length + 1];
        reach[0] = true;
        foreach (char part in wide)
        {
            if (part == '*')
            {
                for (int n = 1; n < reach.Length; n++) reach[n] |= reach[n - 1];
                continue;
            }
            for (int n = reach.Length - 1; n > 0; n--)
                reach[n] = reach[n - 1] && narrow[n - 1] != '*' && (part == '?' || part == narrow[n - 1]);
            reach[0] = false;
        }
        return reach[narrow.Length];
    }
}
