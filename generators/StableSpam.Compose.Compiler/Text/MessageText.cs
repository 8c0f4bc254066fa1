using System.Text;

namespace StableSpamCompose.Compiler.Text;

/// <summary>
/// Text of a recipe as messages show it: on one line, without what a terminal acts on or an editor hides, and no longer than
/// anyone reads.
/// </summary>
public static class MessageText
{
    private const int Longest = 1000;
    private const string Rest = "..";

    /// <summary>The text, with what cannot be seen by its number. What this gives stays as it is.</summary>
    public static string Of(string text)
    {
        if (text.Length <= Longest && Enumerable.Range(0, text.Length).All(i => Characters.IsVisible(text, i))) return text;
        var shown = new StringBuilder();
        for (int i = 0; i < text.Length && shown.Length <= Longest; i++)
        {
            if (Characters.IsVisible(text, i)) shown.Append(text[i]);
            else shown.Append(Characters.Escape(text[i]));
        }
        if (shown.Length <= Longest) return shown.ToString();
        int end = Longest - Rest.Length;
        // Not between the halves of a character.
        if (char.IsHighSurrogate(shown[end - 1])) end--;
        return shown.ToString(0, end) + Rest;
    }
}
