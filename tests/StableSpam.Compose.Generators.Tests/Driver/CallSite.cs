using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using StableSpamCompose.Generators.Analyzers;

namespace StableSpamCompose.Generators.Tests.Driver;

/// <summary>Runs the analyzers on C#, in the project of its optimizers or in another that has only their assembly.</summary>
internal static class CallSite
{
    private static readonly DiagnosticFormatter Formatter = new();

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new CallSiteAnalyzer(), new SettingsAnalyzer(), new StrayAttributeAnalyzer()];

    /// <summary>What is said of <paramref name="source"/> in the project that declares the optimizers.</summary>
    public static IReadOnlyList<string> DiagnosticsInside(Project project, string source) =>
        Analyze((CSharpCompilation)project.WithSource("/r/Use.cs", source).Run().Compilation);

    /// <summary>What is said of <paramref name="source"/> in a project that references the one that declares the optimizers.</summary>
    public static IReadOnlyList<string> DiagnosticsOutside(Project project, string source)
    {
        Compilation library = project.Run().Compilation;
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        return Analyze(CSharpCompilation.Create(
            "Other", [CSharpSyntaxTree.ParseText(source, path: "/r/Use.cs")],
            library.References.Append(MetadataReference.CreateFromImage(image.ToArray())),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)));
    }

    private static IReadOnlyList<string> Analyze(CSharpCompilation compilation)
    {
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        ImmutableArray<Diagnostic> found = compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        return [.. found.Where(diagnostic => !diagnostic.IsSuppressed).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => Formatter.Format(diagnostic, CultureInfo.InvariantCulture))];
    }
}
