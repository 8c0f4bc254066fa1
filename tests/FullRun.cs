namespace StableSpamCompose;

/// <summary>Whether tests are to try everything, not what a push has time for: <c>.ci/run --full</c> sets <c>COMPOSE_FULL=1</c>.</summary>
internal static class FullRun
{
    /// <summary>Whether it is asked for.</summary>
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("COMPOSE_FULL") == "1";
}
