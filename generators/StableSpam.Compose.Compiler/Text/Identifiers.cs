using System.Text;

namespace StableSpamCompose.Compiler.Text;

/// <summary>Turns the names of recipes, which the front ends have checked, into C# identifiers.</summary>
public static class Identifiers
{
    /// <summary><c>weight_decay</c> as <c>WeightDecay</c>, <c>AdaGN.m</c> as <c>AdaGNM</c>.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        bool up = true;
        foreach (char c in name)
        {
            if (c is '_' or '.' or ' ')
            {
                up = true;
                continue;
            }
            text.Append(up ? char.ToUpperInvariant(c) : c);
            up = false;
        }
        if (text.Length == 0 || char.IsDigit(text[0])) text.Insert(0, '_');
        return text.ToString();
    }

    /// <summary><c>weight_decay</c> as <c>weightDecay</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        return Escape(char.ToLowerInvariant(pascal[0]) + pascal.Substring(1));
    }

    /// <summary>The name as an identifier, marked where it is a keyword.</summary>
    public static string Escape(string name) => CSharpKeywords.Contains(name) ? "@" + name : name;
}
