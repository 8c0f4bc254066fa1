using System.Runtime.CompilerServices;

namespace StableSpamCompose.Snapshots;

/// <summary>How the snapshots of a test assembly are kept: in the folder <c>Snapshots</c> of its project, UTF-8 without a mark.</summary>
internal static class SnapshotConventions
{
    /// <summary>The folder, below the project's.</summary>
    public const string Folder = "Snapshots";

    [ModuleInitializer]
    internal static void Apply()
    {
        VerifierSettings.UseUtf8NoBom();
        Verifier.UseProjectRelativeDirectory(Folder);
    }
}
