using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>What is left of emitted CUDA C++ without its comments, as a compiler of C++ finds them.</summary>
internal static partial class CudaTokens
{
    /// <summary>The CUDA texts that an emitted class holds, each without comments.</summary>
    public static IEnumerable<string> Of(SyntaxTree tree) => tree.GetRoot().DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)).Select(token => WithoutComments(token.ValueText));

    /// <summary>Text without comments, blanks as one space.</summary>
    public static string WithoutComments(string text)
    {
        // First of all C++ joins lines at a backslash, and before C++17 it also takes '??/' for one.
        text = text.Replace("??/", "\\", StringComparison.Ordinal).Replace("\\\r\n", "", StringComparison.Ordinal).Replace("\\\n", "", StringComparison.Ordinal);
        return Blanks().Replace(Comment().Replace(text, match => match.Value[0] == '/' ? " " : match.Value), " ");
    }

    // A comment, or a string or character in which none begins.
    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?\*/|""(?:\\.|[^""\\\n])*""|'(?:\\.|[^'\\\n])*'", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
