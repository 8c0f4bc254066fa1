using System.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Turns the names of recipes, which the front ends have checked, into C# identifiers.</summary>
internal static class Identifiers
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock",
        "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected",
        "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string",
        "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort",
        "using", "virtual", "void", "volatile", "while",
    };

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
    public static string Escape(string name) => Keywords.Contains(name) ? "@" + name : name;

    /// <summary>Whether C# keeps the name for itself.</summary>
    public static bool IsKeyword(string name) => Keywords.Contains(name);
}
