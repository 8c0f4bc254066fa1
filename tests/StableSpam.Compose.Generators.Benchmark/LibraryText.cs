using System.Reflection;

namespace StableSpamCompose.Generators.Benchmark;

/// <summary>The recipes of the library as text.</summary>
internal static class LibraryText
{
    /// <summary>The optimizers, by the order of their files' names.</summary>
    public static string[] Optimizers =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(Read),
    ];

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
