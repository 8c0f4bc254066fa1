namespace VerifyXunit;

/// <summary>Whether what a test receives becomes what it verifies.</summary>
internal static class Acceptance
{
    /// <summary>The environment variable that says so.</summary>
    public const string Variable = "SNAPSHOT_ACCEPT";

    /// <summary>Decides from the environment.</summary>
    /// <exception cref="InvalidOperationException">Nobody looks at what a build server accepts.</exception>
    public static bool Decide(string? accept, string? buildServer)
    {
        if (accept is not "1") return false;
        if (buildServer is null or "" or "0" or "false") return true;
        throw new InvalidOperationException($"{Variable} is refused where CI is set: accept snapshots on your own machine and commit them.");
    }
}
