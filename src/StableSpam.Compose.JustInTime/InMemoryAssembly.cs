using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime;

/// <summary>Makes an assembly of an emitted class and loads it.</summary>
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

    /// <summary>Compiles and loads the class; what its recipe says of it is the way to its constructor.</summary>
    public static OptimizerInfo Load(CompiledOptimizer optimizer, FindingBag findings)
    {
        string name = optimizer.Model.Name.Text;
        using var image = new MemoryStream();
        EmitResult result = CSharpCompilation
            .Create(
                $"{Namespace}.{name}",
                [CSharpSyntaxTree.ParseText(optimizer.EmitForArrays(Namespace), Language, name + ".cs")],
                PlatformReferences.All,
                Options)
            .Emit(image);
        if (!result.Success)
        {
            IEnumerable<Diagnostic> errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            findings.Report(FindingCatalog.Internal, optimizer.Model.Name.Span, string.Join("; ", errors));
            throw new RecipeException(findings.Findings);
        }

        image.Position = 0;
        Assembly assembly = new CompiledLoadContext(name).LoadFromStream(image);
        Type type = assembly.GetType($"{Namespace}.{name}", throwOnError: true)!;
        return (OptimizerInfo)type.GetProperty(InfoProperty, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }
}
