using System.Globalization;
using System.Text;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Text of a recipe as C# comments, from which it cannot escape.</summary>
internal static class Comments
{
    /// <summary>A statement with its transform, on one line.</summary>
    public static string Of(Origin origin) =>
        OneLine(origin.Transform.Length > 0 ? $"{origin.Transform}: {origin.Statement}" : origin.Statement);

    /// <summary>Text in XML documentation, on one line.</summary>
    public static string Xml(string text)
    {
        string line = OneLine(text);
        var xml = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(line, i);
            xml.Append(line[i] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                // What XML forbids, and half of a character.
                '\ufffe' or '\uffff' => " ",
                _ when isPair => line.Substring(i, 2),
                _ when char.IsSurrogate(line[i]) => " ",
                _ => line[i].ToString(),
            });
            if (isPair) i++;
        }
        return xml.ToString();
    }

    /// <summary>Text as a C# string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (char c in text)
        {
            literal.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when Characters.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format => Characters.Escape(c),
                _ => c.ToString(),
            });
        }
        return literal.Append('"').ToString();
    }

    // On one line, and shown in the order in which it is written.
    private static string OneLine(string text)
    {
        char[] line = text.ToCharArray();
        for (int i = 0; i < line.Length; i++)
        {
            if (Characters.IsControl(line[i]) || Characters.IsDirection(line[i])) line[i] = ' ';
        }
        return new string(line);
    }
}
