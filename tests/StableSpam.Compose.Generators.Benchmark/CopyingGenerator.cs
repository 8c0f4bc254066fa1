using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StableSpamCompose.Generators.Benchmark;

/// <summary>
/// Adds one source for each recipe, like the generator that is measured, but looks it up: what a run costs then is the C#
/// compiler's own share, for so many files and sources.
/// </summary>
/// <param name="sources">The source of each recipe by its path.</param>
internal sealed class CopyingGenerator(IReadOnlyDictionary<string, string> sources) : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.AdditionalTextsProvider.Where(file => sources.ContainsKey(file.Path))
            .Select((file, cancellation) => (file.Path, Text: file.GetText(cancellation)!.ToString())),
        (production, recipe) => production.AddSource(
            "Own." + Path.GetFileNameWithoutExtension(recipe.Path) + ".g.cs", SourceText.From($"// {recipe.Text.Length}\n{sources[recipe.Path]}", Encoding.UTF8)));
}
