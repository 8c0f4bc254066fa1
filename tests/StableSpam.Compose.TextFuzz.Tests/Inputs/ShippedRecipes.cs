using System.Reflection;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Tests.Yaml;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>The recipes that fuzzing begins from: the library, which the compiler carries, and the corners of the language.</summary>
internal static class ShippedRecipes
{
    private static readonly string[] All = [.. Library(), .. ProbeRecipes.Sound, .. ProbeRecipes.Refused];

    /// <summary>The transforms.</summary>
    public static IReadOnlyList<string> Transforms { get; } = [.. All.Where(text => text.Contains("transform:", StringComparison.Ordinal))];

    /// <summary>The optimizers.</summary>
    public static IReadOnlyList<string> Optimizers { get; } = [.. All.Where(text => text.Contains("optimizer:", StringComparison.Ordinal))];

    private static IEnumerable<string> Library()
    {
        Assembly compiler = typeof(RecipeLibrary).Assembly;
        foreach (string resource in compiler.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var text = new StreamReader(compiler.GetManifestResourceStream(resource)!);
            yield return text.ReadToEnd();
        }
    }
}
