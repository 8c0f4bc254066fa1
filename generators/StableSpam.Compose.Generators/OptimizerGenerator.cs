using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
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

        IncrementalValueProvider<ImmutableArray<CheckedTransform>> transforms = context.AdditionalTextsProvider
            .Where(RecipeFile.IsTransform).Select(RecipeFile.Read).Select(CheckedTransform.Read).WithTrackingName(StepNames.Transforms)
            .Collect();
        IncrementalValueProvider<ProjectTransforms> catalog = transforms
            .Select(ProjectTransforms.Of).WithTrackingName(StepNames.ProjectTransforms);

        IncrementalValuesProvider<DeclaredOptimizer> recipes = context.AdditionalTextsProvider
            .Where(RecipeFile.IsOptimizer).Select(RecipeFile.Read)
            .Combine(settings).Select(RecipeOptimizer.Read).WithTrackingName(StepNames.RecipeOptimizers);
        IncrementalValuesProvider<DeclaredOptimizer> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Optimizer, AttributedOptimizer.IsCandidate, AttributedOptimizer.Read)
            .WithTrackingName(StepNames.AttributedOptimizers);

        IncrementalValuesProvider<CompiledClass> compiledRecipes = recipes
            .Combine(catalog).Select(CompiledClass.Compile).WithTrackingName(StepNames.CompiledRecipes);
        IncrementalValuesProvider<CompiledClass> compiledClasses = classes
            .Combine(catalog).Select(CompiledClass.Compile).WithTrackingName(StepNames.CompiledClasses);

        IncrementalValueProvider<EquatableArray<HintName>> names =
            compiledRecipes.Select(CompiledClass.ToIdentity).Collect().Combine(compiledClasses.Select(CompiledClass.ToIdentity).Collect())
            .Select(HintName.Assign).WithTrackingName(StepNames.HintNames);

        EmitClasses(context, compiledRecipes, names);
        EmitClasses(context, compiledClasses, names);
        EmitProjectSources(context, names.Combine(settings).Select(EmittedSource.OfRegistry).WithTrackingName(StepNames.Registry));
        EmitProjectSources(context, settings.Select(EmittedSource.OfTransformAttributes).WithTrackingName(StepNames.TransformAttributes));

        IncrementalValuesProvider<Finding> findings = transforms.Select(ProjectTransforms.FindingsOf)
            .Combine(compiledRecipes.Collect().Combine(compiledClasses.Collect()).Select(CompiledClass.FindingsOf))
            .Combine(settings.Select(ProjectSettings.FindingsOf))
            .SelectMany(FindingReport.Distinct).WithTrackingName(StepNames.Findings);
        context.RegisterSourceOutput(findings.Where(FindingReport.IsInRecipe), FindingReport.ReportInRecipe);
        context.RegisterSourceOutput(findings.Where(FindingReport.IsInSource).Combine(context.CompilationProvider), FindingReport.ReportInSource);
    }

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
