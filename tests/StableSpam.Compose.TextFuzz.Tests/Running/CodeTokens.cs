using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>What is left of C# without its comments, without what its strings hold, and without the values of its real numbers.</summary>
internal static class CodeTokens
{
    /// <summary>The tokens, one after the other.</summary>
    /// <param name="tree">The C#.</param>
    /// <param name="areNamesAlike">Whether any name stands for every other.</param>
    public static string Of(SyntaxTree tree, bool areNamesAlike = false)
    {
        var text = new StringBuilder();
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens()) text.Append(areNamesAlike && token.IsKind(SyntaxKind.IdentifierToken) ? "x" : Of(token)).Append('\u001f');
        return text.ToString();
    }

    private static string Of(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => "\"\"",
        SyntaxKind.NumericLiteralToken when token.Value is double => "0.0",
        SyntaxKind.NumericLiteralToken when token.Value is float => "0f",
        _ => token.Text,
    };
}
