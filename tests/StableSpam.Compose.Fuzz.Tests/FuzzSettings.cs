using System.Globalization;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>How much is tried: <c>FUZZ_COUNT</c> programs, from the seed <c>FUZZ_SEED</c> on.</summary>
internal static class FuzzSettings
{
    /// <summary>The seed of the first program; every next one has the next.</summary>
    public static int Seed { get; } = Read("FUZZ_SEED", 1);

    /// <summary>How many programs there are.</summary>
    public static int Count { get; } = Read("FUZZ_COUNT", 300);

    private static int Read(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
