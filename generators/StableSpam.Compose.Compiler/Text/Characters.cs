using System.Globalization;

namespace StableSpamCompose.Compiler.Text;

/// <summary>Characters that are not what a reader sees.</summary>
internal static class Characters
{
    /// <summary>Whether a character decides in which direction text is shown, so that a line could read other than it is.</summary>
    public static bool IsDirection(char c) => c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Whether C# or a terminal takes a character for the end of a line, or acts on it.</summary>
    public static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    /// <summary>Whether the character at <paramref name="index"/> is shown as itself, or as nothing; half of a character is not.</summary>
    public static bool IsVisible(string text, int index)
    {
        char c = text[index];
        if (IsControl(c) || c is '\uFFFE' or '\uFFFF') return false;
        if (!char.IsSurrogate(c)) return CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format;
        int first = char.IsLowSurrogate(c) ? index - 1 : index;
        return first >= 0 && char.IsSurrogatePair(text, first) && CharUnicodeInfo.GetUnicodeCategory(text, first) != UnicodeCategory.Format;
    }

    /// <summary>The character by its number, as C# and JSON write it.</summary>
    public static string Escape(char c) => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture);
}
