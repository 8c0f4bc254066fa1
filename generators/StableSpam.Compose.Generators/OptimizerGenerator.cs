using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Attributes;
using StableSpamCompose.Generators.Output;
using StableSpamCompose.Generators.Recipes;

namespace StableSpamCompose.Generators;

/// <summary>
/// Compiles every <c>*.optimizer.yaml</c> of a project, and every class with <c>[Optimizer]</c>, to an optimizer. Mistakes go
/// their own way, so that one that only moved emits nothing anew.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class OptimizerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ProjectSettings> settings = context.AnalyzerConfigOptionsProvider
            .Select(ProjectSettings.Read).WithTrackingName(StepNames.Settings);
        IncrementalValueProvider<OptimizerHost> host = settings
            .Combine(context.CompilationProvider.Select(ProjectSettings.ReferencesTorchHost))
            .Select(ProjectSettings.HostOf).WithTrackingName(StepNames.Host);

        IncrementalValuesProvider<CheckedTransform> transformFiles = context.AdditionalTextsProvider
            .Where(RecipeFile.IsTransform).Select(RecipeFile.Read).Select(CheckedTransform.Read).WithTrackingName(StepNames.Transforms);
        IncrementalValuesProvider<EquatableArray<CheckedTransform>> ownTransforms = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Transform, OwnTransformReader.IsCandidate, OwnTransformReader.Read)
            .WithTrackingName(StepNames.OwnTransforms);
        IncrementalValueProvider<EquatableArray<CheckedTransform>> transforms = transformFiles.Collect()
            .Combine(ownTransforms.Collect()).Select(ProjectTransforms.Join);
        IncrementalValueProvider<ProjectTransforms> catalog = transforms
            .Select(ProjectTransforms.Of).WithTrackingName(StepNames.ProjectTransforms);

        IncrementalValuesProvider<DeclaredOptimizer> recipes = context.AdditionalTextsProvider
            .Where(RecipeFile.IsOptimizer).Select(RecipeFile.Read)
            .Combine(settings).Select(RecipeOptimizer.Read).WithTrackingName(StepNames.RecipeOptimizers);
        IncrementalValuesProvider<DeclaredOptimizer> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Optimizer, AttributedOptimizer.IsCandidate, AttributedOptimizer.Read)
            .WithTrackingName(StepNames.AttributedOptimizers);

        IncrementalValuesProvider<DeclaredOptimizer> library = settings
            .SelectMany(LibraryOptimizer.Read).WithTrackingName(StepNames.LibraryOptimizers);

        IncrementalValuesProvider<CompiledClass> compiledLibrary = Compile(library, catalog.Combine(host), StepNames.CompiledLibrary);
        IncrementalValuesProvider<CompiledClass> compiledRecipes = Compile(recipes, catalog.Combine(host), StepNames.CompiledRecipes);
        IncrementalValuesProvider<CompiledClass> compiledClasses = Compile(classes, catalog.Combine(host), StepNames.CompiledClasses);
        IncrementalValueProvider<ImmutableArray<CompiledClass>> compiled = Join(compiledLibrary, compiledRecipes, compiledClasses);

        IncrementalValueProvider<EquatableArray<HintName>> names = Join(
                compiledLibrary.Select(CompiledClass.ToIdentity), compiledRecipes.Select(CompiledClass.ToIdentity), compiledClasses.Select(CompiledClass.ToIdentity))
            .Select(HintName.Assign).WithTrackingName(StepNames.HintNames);

        EmitClasses(context, compiledLibrary, names);
        EmitClasses(context, compiledRecipes, names);
        EmitClasses(context, compiledClasses, names);
        EmitProjectSources(context, names.Combine(settings.Combine(host)).Select(EmittedSource.OfRegistry).WithTrackingName(StepNames.Registry));
        EmitProjectSources(context, settings.Select(EmittedSource.OfTransformAttributes).WithTrackingName(StepNames.TransformAttributes));

        IncrementalValuesProvider<Finding> findings = transforms.Select(ProjectTransforms.FindingsOf)
            .Combine(compiled.Select(CompiledClass.FindingsOf))
            .Combine(settings.Select(ProjectSettings.FindingsOf))
            .SelectMany(FindingReport.Distinct).WithTrackingName(StepNames.Findings);
        context.RegisterSourceOutput(findings.Where(FindingReport.IsInRecipe), FindingReport.ReportInRecipe);
        context.RegisterSourceOutput(findings.Where(FindingReport.IsInSource).Combine(context.CompilationProvider), FindingReport.ReportInSource);
    }

    private static IncrementalValuesProvider<CompiledClass> Compile(
        IncrementalValuesProvider<DeclaredOptimizer> optimizers,
        IncrementalValueProvider<(ProjectTransforms Transforms, OptimizerHost Host)> project, string step) =>
        optimizers.Combine(project).Select(NarrowedOptimizer.Of).Select(CompiledClass.Compile).WithTrackingName(step);

    // Of two of one name the first has a source: the library's, then the files', then the classes'.
    private static IncrementalValueProvider<ImmutableArray<T>> Join<T>(
        IncrementalValuesProvider<T> library, IncrementalValuesProvider<T> recipes, IncrementalValuesProvider<T> classes) =>
        library.Collect().Combine(recipes.Collect()).Combine(classes.Collect())
            .Select(static (all, _) => all.Left.Left.AddRange(all.Left.Right).AddRange(all.Right));

    private static void EmitClasses(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<CompiledClass> classes,
        IncrementalValueProvider<EquatableArray<HintName>> names)
    {
        IncrementalValuesProvider<EmittedSource> sources = classes
            .Combine(names).SelectMany(EmittedSource.OfClass).WithTrackingName(StepNames.Classes);
        context.RegisterSourceOutput(sources, EmittedSource.Add);
    }

    private static void EmitProjectSources(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<EquatableArray<EmittedSource>> sources) =>
        context.RegisterSourceOutput(sources.SelectMany(static (emitted, _) => emitted), EmittedSource.Add);
}
