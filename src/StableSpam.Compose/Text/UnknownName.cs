namespace StableSpamCompose.Text;

/// <summary>What is said of a name that there is not: the nearest one that there is, and the others.</summary>
internal static class UnknownName
{
    /// <summary>More names than this are not read.</summary>
    private const int MostNames = 20;

    /// <summary>The exception for <paramref name="name"/>.</summary>
    /// <param name="where">What was asked for it, with the kind of name: <c>AdamW has no hyperparameter</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="names">The names that there are.</param>
    public static ArgumentException Error(string where, string name, IEnumerable<string> names)
    {
        string[] known = [.. names];
        string nearest = Nearest(name, known) is { } other ? $" Did you mean '{other}'?" : "";
        string list =
            known.Length == 0 ? " There are none."
            : $" There {(known.Length == 1 ? "is" : "are")}: {string.Join(", ", known.Take(MostNames))}{(known.Length > MostNames ? ", .." : "")}.";
        return new ArgumentException($"{where} '{name}'.{nearest}{list}");
    }

    /// <summary>The name that the fewest edits make of <paramref name="name"/>; none if even that is another word.</summary>
    private static string? Nearest(string name, string[] known)
    {
        string? nearest = null;
        int fewest = Math.Max(1, name.Length / 3) + 1;
        foreach (string other in known)
        {
            int edits = Edits(name.ToLowerInvariant(), other.ToLowerInvariant());
            if (edits < fewest)
                (nearest, fewest) = (other, edits);
        }
        return nearest;
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Edits(string left, string right)
    {
        int[] above = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            int diagonal = above[0];
            above[0] = i + 1;
            for (int j = 0; j < right.Length; j++)
            {
                int replaced = diagonal + (left[i] == right[j] ? 0 : 1);
                diagonal = above[j + 1];
                above[j + 1] = Math.Min(replaced, Math.Min(above[j], diagonal) + 1);
            }
        }
        return above[right.Length];
    }
}
