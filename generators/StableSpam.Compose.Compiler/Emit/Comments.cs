using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Text of a recipe as C# comments, from which it cannot escape.</summary>
internal static class Comments
{
    /// <summary>A statement with its transform, on one line.</summary>
    public static string Of(Origin origin) =>
        OneLine(origin.Transform.Length > 0 ? $"{origin.Transform}: {origin.Statement}" : origin.Statement);

    /// <summary>Text in XML documentation, on one line.</summary>
    public static string Xml(string text) => OneLine(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Text as a C# string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new System.Text.StringBuilder("\"");
        foreach (char c in text)
        {
            literal.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when char.IsControl(c) || IsLineEnd(c) || char.IsSurrogate(c) => "\\u" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }
        return literal.Append('"').ToString();
    }

    private static string OneLine(string text) => new(text.Select(c => char.IsControl(c) || IsLineEnd(c) ? ' ' : c).ToArray());

    // What C# takes for the end of a line beside control characters: NEL is one, these two are not.
    private static bool IsLineEnd(char c) => c is '\u2028' or '\u2029';
}
