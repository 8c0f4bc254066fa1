namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Breaks recipes at random: what is drawn depends on the generator alone.</summary>
internal static class RecipeMutation
{
    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "(", ")", ":", ": ", ",", "- ", "? ", "\"", "'", "|", "|2", ">", "&a ", "*a", "!t ", "<<: ", "#", " #", "%", "@", "`",
        "\n", "\r\n", "\r", "\t", " ", "  ", "\0", "\uFEFF", "\u2028", "\u0085", "\ud83d", "😀", "---\n", "...\n", "\\", "\\n", "~", "=", "^", "if ",
        "then ", "else ", "not ", "inf", "nan", "1e999", "-1", "true", "fixed: ", "as: ", "choices: ", "default: ", "range: [0, 1)", "matrix: ",
    ];

    /// <summary>One to four changes of <paramref name="recipe"/>.</summary>
    public static string Mutate(string recipe, IReadOnlyList<string> others, Random random)
    {
        string text = recipe;
        for (int changes = random.Next(1, 5); changes > 0; changes--) text = Change(text, others, random);
        return text;
    }

    private static string Change(string text, IReadOnlyList<string> others, Random random)
    {
        int start = random.Next(text.Length + 1);
        int length = random.Next(Math.Min(text.Length - start, 12) + 1);
        string other = others[random.Next(others.Count)];
        int otherStart = random.Next(other.Length);
        return random.Next(6) switch
        {
            0 => text.Insert(start, Fragments[random.Next(Fragments.Length)]),
            1 => text.Remove(start, length),
            2 => text.Remove(start, length).Insert(start, Fragments[random.Next(Fragments.Length)]),
            3 => text[..start],
            4 => text.Insert(start, text.Substring(start, length)),
            _ => text.Insert(start, other.Substring(otherStart, random.Next(Math.Min(other.Length - otherStart, 40)))),
        };
    }
}
