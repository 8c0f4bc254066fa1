using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Places in C# as plain values, which keep no syntax tree alive.</summary>
internal static class SyntaxSpans
{
    /// <summary>Where a node stands.</summary>
    public static SourceSpan Of(SyntaxNode node) => Of(node.SyntaxTree, node.Span);

    /// <summary>Where a token stands.</summary>
    public static SourceSpan Of(SyntaxToken token) => Of(token.SyntaxTree!, token.Span);

    /// <summary>A part of a tree.</summary>
    public static SourceSpan Of(SyntaxTree tree, TextSpan span)
    {
        LinePositionSpan lines = tree.GetLineSpan(span).Span;
        return new SourceSpan(
            tree.FilePath, span.Start, span.Length, lines.Start.Line, lines.Start.Character, lines.End.Line, lines.End.Character);
    }
}
