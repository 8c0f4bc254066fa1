using System.Reflection;

namespace StableSpamCompose.Schema.Tests;

/// <summary>The folder of the library's recipes.</summary>
internal static class RecipeFolder
{
    private static readonly string Root = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RecipeDirectory").Value!;

    /// <summary>Paths of recipes, from the folder on.</summary>
    public static IEnumerable<string> Files(string kind) =>
        Directory.EnumerateFiles(Root, $"*.{kind}.yaml", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal);

    /// <summary>What a file of the folder holds; empty if there is none.</summary>
    public static string Read(string path) => File.Exists(Path.Combine(Root, path)) ? File.ReadAllText(Path.Combine(Root, path)) : "";

    /// <summary>Writes a file of the folder.</summary>
    public static void Write(string path, string text) => File.WriteAllText(Path.Combine(Root, path), text);
}
