using Microsoft.CodeAnalysis.CSharp;

namespace StableSpamCompose.Generators;

/// <summary>Makes a namespace of the text of a property.</summary>
internal static class NamespaceName
{
    /// <summary><c>My-App.3d.class</c> as <c>My_App._3d.@class</c>; empty where there is nothing to make one of.</summary>
    public static string From(string text) =>
        string.Join(".", text.Split('.').Select(part => part.Trim()).Where(part => part.Length > 0).Select(Identifier));

    private static string Identifier(string part)
    {
        string letters = new(part.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_').ToArray());
        if (!SyntaxFacts.IsIdentifierStartCharacter(letters[0])) letters = "_" + letters;
        return SyntaxFacts.GetKeywordKind(letters) == SyntaxKind.None ? letters : "@" + letters;
    }
}
