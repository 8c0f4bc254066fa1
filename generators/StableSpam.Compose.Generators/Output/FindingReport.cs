using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Output;

/// <summary>Turns findings into diagnostics.</summary>
internal static class FindingReport
{
    private const string Category = "StableSpam.Compose";

    private static readonly ConcurrentDictionary<FindingKind, DiagnosticDescriptor> Descriptors = new();

    /// <summary>Every finding once: two optimizers may find the same mistake in a transform that both use.</summary>
    public static IEnumerable<Finding> Distinct(
        ((EquatableArray<Finding> Transforms, EquatableArray<Finding> Optimizers) Recipes, EquatableArray<Finding> Project) found,
        CancellationToken cancellation) =>
        found.Recipes.Transforms.Concat(found.Recipes.Optimizers).Concat(found.Project).Distinct();

    /// <summary>Whether a finding's place is not in C#.</summary>
    public static bool IsInRecipe(Finding finding) => finding.Span.Path.Length == 0 || RecipeFile.IsRecipe(finding.Span.Path);

    /// <summary>Whether a finding's place is in C#.</summary>
    public static bool IsInSource(Finding finding) => !IsInRecipe(finding);

    /// <summary>Reports a mistake in a recipe, or in the project as a whole.</summary>
    public static void ReportInRecipe(SourceProductionContext context, Finding finding) =>
        context.ReportDiagnostic(ToDiagnostic(finding, finding.Span == SourceSpan.None ? Location.None : InFile(finding.Span)));

    /// <summary>Reports a mistake in C#, in its syntax tree: else neither pragmas nor <c>.editorconfig</c> reach it.</summary>
    public static void ReportInSource(SourceProductionContext context, (Finding Finding, Compilation Compilation) found)
    {
        SourceSpan span = found.Finding.Span;
        SyntaxTree? tree = found.Compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == span.Path);
        context.ReportDiagnostic(ToDiagnostic(found.Finding, tree is null ? InFile(span) : InTree(span, tree)));
    }

    /// <summary>The descriptor of a kind of mistake.</summary>
    public static DiagnosticDescriptor DescriptorOf(FindingKind kind) => Descriptors.GetOrAdd(kind, Describe);

    private static Diagnostic ToDiagnostic(Finding finding, Location location) =>
        Diagnostic.Create(DescriptorOf(finding.Kind), location, finding.Arguments.ToArray<object>());

    private static DiagnosticDescriptor Describe(FindingKind kind) => new(
        kind.Id, kind.Title, kind.Message, Category,
        kind.Severity == Severity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, isEnabledByDefault: true,
        helpLinkUri: kind.HelpLink);

    private static Location InFile(SourceSpan span) => Location.Create(
        span.Path,
        new TextSpan(span.Start, Math.Max(0, span.Length)),
        new LinePositionSpan(
            new LinePosition(span.StartLine, span.StartColumn),
            new LinePosition(Math.Max(span.StartLine, span.EndLine), span.EndLine > span.StartLine ? span.EndColumn : Math.Max(span.StartColumn, span.EndColumn))));

    private static Location InTree(SourceSpan span, SyntaxTree tree)
    {
        int start = Math.Min(span.Start, tree.Length);
        return Location.Create(tree, TextSpan.FromBounds(start, Math.Min(start + Math.Max(0, span.Length), tree.Length)));
    }
}
