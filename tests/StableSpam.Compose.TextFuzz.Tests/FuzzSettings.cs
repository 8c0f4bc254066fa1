using System.Globalization;

namespace StableSpamCompose.TextFuzz.Tests;

/// <summary>What is tried: by default inputs of the seeds from 1 on; with <c>FUZZ_SEED</c> and <c>FUZZ_COUNT</c>, those of other seeds.</summary>
internal static class FuzzSettings
{
    /// <summary>How many times as many inputs there are where everything is tried.</summary>
    private const int Full = 10;

    /// <summary>The seed of the first input; every next one has the next.</summary>
    public static int FirstSeed { get; } = Read("FUZZ_SEED") ?? 1;

    /// <summary>How many inputs there are.</summary>
    /// <param name="usual">How many a push has time for.</param>
    public static int Count(int usual) => Read("FUZZ_COUNT") ?? (FullRun.IsAsked ? Full * usual : usual);

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
