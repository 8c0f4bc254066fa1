using System.Reflection;

namespace StableSpamCompose.Package.Tests;

/// <summary>What the build of these tests tells them.</summary>
internal static class BuildMetadata
{
    /// <summary>The project that is packed.</summary>
    public static string PackedProject => Of(nameof(PackedProject));

    /// <summary>The configuration that it was built in.</summary>
    public static string Configuration => Of(nameof(Configuration));

    /// <summary>Where the sources are published.</summary>
    public static string RepositoryUrl => Of(nameof(RepositoryUrl));

    private static string Of(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == key).Value!;
}
