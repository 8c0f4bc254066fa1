namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>Pieces of text that mean something to YAML, to the rule language, to C#, to CUDA C++, to XML, to MSBuild or to a terminal.</summary>
internal static class Fragments
{
    /// <summary>What could end a comment, a string or an identifier of generated code, or begin something in it.</summary>
    public static IReadOnlyList<string> Hostile { get; } =
    [
        "*/", "/*", "//", "///", "/**/", "*/ int x; /*", "// \\", "\\", "\\\\", "??/", "??/\nint x;", "\\\nint x;",
        "\"", "\"\"", "\"\"\"", "\"\"\"\"\"\"", "\"\"\"\n; int x; //", "'", "'\\''", "\"; System.Environment.Exit(1); //", "\" + x + \"", "$\"{1}\"", "@\"", "R\"(", ")\"",
        "\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\v", "\f", "\0", "\nint x;", "\r\nint x;\r\n", "\u2028int x;", "\u0085int x;",
        "\\u000A", "\\n", "\\x0A", "\\U0000000A", "\\u0022", "\\u002A\\u002F",
        "#line 1 \"x\"", "\n#line 1 \"x\"\n", "\n#error x\n", "\n#pragma warning disable\n", "\n#if false\n", "\n#define g w\n", "\n#include \"/etc/passwd\"\n",
        "{", "}", "{}", "{{", "}}", "{0}", "{9}", "}; int x; struct Y {", "]", ")]", "[assembly: X]",
        "</summary>", "<summary>", "</code></remarks>", "<!--", "-->", "<![CDATA[", "]]>", "&", "&amp;", "&#10;", "&x;", "<c a=\"", "<?xml?>", "<see cref=\"x\"/>",
        "%s%n", "%d", "$(X)", "@(X)", "%2B", ";", "`", "$", "@", "~", "^",
        "asm(\"trap;\");", "__global__ void x() {}", "__asm__", "typedef int float;", "class", "namespace", "System", "global::System", "async", "file", "field", "record", "_",
        "\u001b[31mred", "\b\b\b", "\u202Eevil", "\u2066\u2067\u2069", "\u200E", "\u061C", "\u200B", "\u00AD", "\uFEFF", "\uFFFE", "\uFFFF", "\uE000",
        "\ud83d\ude00", "\ud83d", "\ude00", "\ude00\ud83d", "\u0430dam", "\uFF41", "\u0130", "\u0131", "\u00DF", "e\u0301", "\u00E9", "\u212A", "\u4E2D\u6587", "\u0660\u0661", "\u00A0", "\u3000",
    ];

    /// <summary>What YAML and the rule language read in their own ways.</summary>
    public static IReadOnlyList<string> Structural { get; } =
    [
        "{", "}", "[", "]", "(", ")", ":", ": ", ",", "- ", "? ", "\"", "'", "|", "|2", "|-", ">", ">+", "&a ", "*a", "!t ", "!!int ", "<<: ", "#", " #", "%", "%YAML 1.1\n", "---\n", "...\n",
        "\n", "\r\n", "\r", "\t", " ", "  ", "    ", "\n  ", "\n    ", "~", "null", "yes", "no", "=", "==", "!=", "<", "<=", "+", "-", "*", "/", "^", "**", "^^",
        "if ", " then ", " else ", "not ", " and ", " or ", "inf", "-inf", "nan", "NaN", "apply", "reset moments", " after step", " when ", "skip step when ", "as", "as: ", "over: ", "from: ", "to: ",
        "fixed: ", "choices: ", "default: ", "range: ", "type: int", "per: ", "role: ", "when: ", "for: ", "initial: ", "moment: true", "rounding: stochastic", "seed: ", "match: ", "chain: ", "view: flattened",
        "matrix: ", "vector: ", "summary: ", "why: ", "\"[0, 1)\"", "\"(-inf, inf)\"", "\"[1, 0]\"",
    ];

    /// <summary>Numbers at the edges of what something can hold, and what only looks like a number.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
    [
        "0", "-0", "0.0", "1", "-1", "2", "0.5", ".5", "5.", "007", "1e-8", "1e8", "1E+3", "1e", "1e+", "1e308", "1e309", "-1e309", "1e-324", "1e-400", "4.9e-324", "3.4028236e38", "1e39", "1e-46",
        "16777217", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296", "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "1e100000000000", "0.30000000000000004", "0x10", "0b1", "1_000", "1f", "1d", "1.2.3", "1,5", "\u0661", "inf", "-inf", "nan", "true", "false", "99999999999999999999999999999999999999", "0.99999999999999999999999999999",
    ];

    /// <summary>Names that mean something to C#, to CUDA C++, to generated code, or to a reader.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "a", "b", "m", "v", "x", "eps", "beta1", "beta2", "decay", "threshold", "momentum", "size", "interval", "lr", "g", "w", "k", "t", "grad", "numel", "rows", "columns", "rank",
        "async", "await", "var", "dynamic", "field", "value", "record", "file", "scoped", "nameof", "unmanaged", "notnull", "required", "with", "when", "where", "yield", "partial", "global", "nint", "args",
        "auto", "register", "template", "typename", "union", "xor", "bitand", "compl", "signed", "unsigned", "constexpr", "asm", "linux", "unix", "errno", "assert", "float4", "threadidx", "blockidx", "main",
        "step", "tensor", "inputs", "outputs", "passes", "plan", "info", "state", "states", "options", "program", "parameters", "settings", "maximize", "learning_rate", "name", "names", "step_count", "param_groups",
        "to_string", "equals", "get_type", "get_hash_code", "finalize", "dispose", "memberwise_clone", "system", "math", "vector", "span", "arrays", "torch", "device", "group", "row", "column", "lane", "chunk",
        "h0", "a1", "a_1", "a__b", "a_", "_a", "A", "aB", "class", "int", "double", "if", "then", "inf", "as", "true", "mean", "norm", "sum", "max", "s", "i", "j", "e", "f", "d", "_", "__",
        "\u0430", "\u03B2", "\uFF41", "\u0131", "na\u00EFve", "b\u202Ea", "a\u200Bb", "a-b", "a.b", "a b", "",
    ];

    /// <summary>One of the texts of a list.</summary>
    public static string Pick(this Random random, IReadOnlyList<string> of) => of[random.Next(of.Count)];

    /// <summary>True once in so many times.</summary>
    public static bool Once(this Random random, int times) => random.Next(times) == 0;
}
