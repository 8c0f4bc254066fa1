using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators;

/// <summary>What the project says to the generator, in properties that <c>StableSpam.Compose.props</c> makes visible.</summary>
/// <param name="Namespace">Namespace of the classes that recipe files declare; empty for the global one.</param>
/// <param name="Registry">Class that lists every optimizer of the project; empty for none.</param>
/// <param name="EmitsTransformAttributes">Whether to emit the attributes of the library's transforms.</param>
/// <param name="LibraryOptimizers">The optimizers of the library that it takes.</param>
/// <param name="Host">What the classes are to derive from, in the project's words; empty leaves it to what the project references.</param>
internal sealed record ProjectSettings(
    string Namespace, string Registry, bool EmitsTransformAttributes, EquatableArray<string> LibraryOptimizers, string Host)
{
    private const string TorchHostAssembly = "StableSpam.Compose.TorchSharp";
    private const string ArraysWord = "arrays";
    private const string TorchSharpWord = "torchsharp";
    private const string HostProperty = "build_property.ComposeHost";
    private const string NamespaceProperty = "build_property.RootNamespace";
    private const string RegistryProperty = "build_property.ComposeRegistry";
    private const string TransformAttributesProperty = "build_property.ComposeTransformAttributes";
    private const string LibraryOptimizersProperty = "build_property.ComposeLibraryOptimizers";

    /// <summary>Reads the properties.</summary>
    public static ProjectSettings Read(AnalyzerConfigOptionsProvider options, CancellationToken cancellation) => new(
        NamespaceName.From(Property(options, NamespaceProperty)),
        Property(options, RegistryProperty).Trim(),
        Property(options, TransformAttributesProperty).Trim().Equals("true", StringComparison.OrdinalIgnoreCase),
        Property(options, LibraryOptimizersProperty).Split(',').Select(name => name.Trim()).Where(name => name.Length > 0).Distinct().ToEquatableArray(),
        Property(options, HostProperty).Trim());

    /// <summary>Whether a project references the TorchSharp host.</summary>
    public static bool ReferencesTorchHost(Compilation compilation, CancellationToken cancellation) =>
        compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name == TorchHostAssembly);

    /// <summary>What the classes of the project derive from.</summary>
    public static OptimizerHost HostOf((ProjectSettings Settings, bool ReferencesTorchHost) project, CancellationToken cancellation) =>
        project.Settings.Says(TorchSharpWord) || (project.ReferencesTorchHost && !project.Settings.Says(ArraysWord))
            ? OptimizerHost.TorchSharp
            : OptimizerHost.Arrays;

    /// <summary>What is wrong with the properties.</summary>
    public static EquatableArray<Finding> FindingsOf(ProjectSettings settings, CancellationToken cancellation)
    {
        var findings = new FindingBag();
        settings.CheckRegistry(findings);
        foreach (string name in settings.LibraryOptimizers.Where(name => !RecipeLibrary.Optimizers.ContainsKey(name)))
            findings.Report(FindingCatalog.UnknownLibraryOptimizer, SourceSpan.None, name, Suggestion.DidYouMean(name, RecipeLibrary.Optimizers.Keys));
        if (settings.Host.Length > 0 && !settings.Says(ArraysWord) && !settings.Says(TorchSharpWord))
            findings.Report(FindingCatalog.UnknownHost, SourceSpan.None, settings.Host);
        return findings.Findings.ToEquatableArray();
    }

    /// <summary>Whether a registry is wanted and has a name that a class can have.</summary>
    public bool EmitsRegistry
    {
        get
        {
            var findings = new FindingBag();
            CheckRegistry(findings);
            return Registry.Length > 0 && !findings.HasErrors;
        }
    }

    private bool Says(string host) => Host.Equals(host, StringComparison.OrdinalIgnoreCase);

    private void CheckRegistry(FindingBag findings)
    {
        if (Registry.Length == 0) return;
        DeclaredName.CheckTypeName(new Spelled(Registry, SourceSpan.None), "the registry (property ComposeRegistry)", findings);
        if (RegistryEmitter.Members.Contains(Registry)) findings.Report(FindingCatalog.HidesMember, SourceSpan.None, Registry, Registry);
    }

    private static string Property(AnalyzerConfigOptionsProvider options, string name) =>
        options.GlobalOptions.TryGetValue(name, out string? value) ? value : "";
}
