using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime;

/// <summary>Makes an assembly of emitted classes and loads it.</summary>
internal static class InMemoryAssembly
{
    private const string Namespace = "StableSpamCompose.JustInTime.Compiled";
    private const string InfoProperty = "Info";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.None);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>Compiles and loads classes of different names, in one assembly; what the recipe of each says of it is the way to its constructor.</summary>
    public static IReadOnlyList<(Type Class, OptimizerInfo Info)> Load(IReadOnlyList<CompiledOptimizer> optimizers, FindingBag findings)
    {
        if (optimizers.Count == 0) return [];
        string name = optimizers[0].Model.Name.Text;
        using var image = new MemoryStream();
        EmitResult result = CSharpCompilation
            .Create($"{Namespace}.{name}", optimizers.Select(optimizer => Parse(optimizer, findings)).ToList(), PlatformReferences.All, Options)
            .Emit(image);
        if (!result.Success)
        {
            IEnumerable<Diagnostic> errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            findings.Report(FindingCatalog.Internal, optimizers[0].Model.Name.Span, string.Join("; ", errors));
            throw new RecipeException(findings.Findings);
        }

        image.Position = 0;
        Assembly assembly = new CompiledLoadContext(name).LoadFromStream(image);
        return [.. optimizers.Select(optimizer => Find(assembly, optimizer))];
    }

    private static SyntaxTree Parse(CompiledOptimizer optimizer, FindingBag findings) =>
        CSharpSyntaxTree.ParseText(Emit(optimizer, findings), Language, optimizer.Model.Name.Text + ".cs");

    // A slip of an emitter is told like every other finding: which recipe it was, and that it is the compiler's own.
    private static string Emit(CompiledOptimizer optimizer, FindingBag findings)
    {
        try
        {
            return optimizer.EmitForArrays(Namespace);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            findings.ReportFailure(optimizer.Model.Name.Span, exception);
            throw new RecipeException(findings.Findings);
        }
    }

    private static (Type Class, OptimizerInfo Info) Find(Assembly assembly, CompiledOptimizer optimizer)
    {
        Type type = assembly.GetType($"{Namespace}.{optimizer.Model.Name.Text}", throwOnError: true)!;
        return (type, (OptimizerInfo)type.GetProperty(InfoProperty, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);
    }
}
