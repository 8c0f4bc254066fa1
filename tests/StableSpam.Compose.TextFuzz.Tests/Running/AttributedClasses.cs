using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableSpamCompose.Generators.Analyzers;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>What is seen of classes with attributes only together with what was emitted for them.</summary>
internal static class AttributedClasses
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new CallSiteAnalyzer(), new StrayAttributeAnalyzer()];

    /// <summary>What is wrong: an analyzer that fails, or code that compiles without what was emitted, and not with it.</summary>
    public static string? Verdict(Compilation written, GeneratorRunResult result)
    {
        Compilation whole = written.AddSyntaxTrees(result.GeneratedSources.Select(source => source.SyntaxTree));
        ImmutableArray<Diagnostic> found = whole.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        if (found.Select(Running.Verdict.Of).FirstOrDefault(wrong => wrong is not null) is { } wrong) return wrong;
        if (result.GeneratedSources.Length == 0 || written.SyntaxTrees.Any(tree => tree.GetDiagnostics().Any())) return null;
        Diagnostic? slip = whole.GetDiagnostics()
            .FirstOrDefault(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !written.ContainsSyntaxTree(diagnostic.Location.SourceTree ?? written.SyntaxTrees.First()));
        return slip is null ? null : $"What was emitted does not compile with what was written: {slip}\n{slip.Location.SourceTree}";
    }
}
