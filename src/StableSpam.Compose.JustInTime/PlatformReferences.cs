using Microsoft.CodeAnalysis;
using StableSpamCompose.Arrays;

namespace StableSpamCompose.JustInTime;

/// <summary>What emitted classes are compiled against: the assemblies of the running program.</summary>
internal static class PlatformReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> LazyAll = new(Create);

    /// <summary>The references; metadata is read once for all compilations.</summary>
    public static IReadOnlyList<MetadataReference> All => LazyAll.Value;

    private static IReadOnlyList<MetadataReference> Create()
    {
        string platform = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        string runtime = typeof(ArrayOptimizer).Assembly.Location;
        if (runtime.Length == 0)
        {
            throw new NotSupportedException(
                "A recipe is compiled against assembly files, and a program published as a single file has none; publish it as several files, or let the build compile the recipe.");
        }
        IEnumerable<string> files = platform.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(file => Path.GetFileName(file) != Path.GetFileName(runtime));
        return [.. files.Append(runtime).Select(file => MetadataReference.CreateFromFile(file))];
    }
}
