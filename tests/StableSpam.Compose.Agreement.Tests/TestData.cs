namespace StableSpamCompose.Agreement.Tests;

/// <summary>Where the recorded problems lie, copied beside the tests.</summary>
internal static class TestData
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Data");

    public static string Golden(string file) => Path.Combine(Root, "golden", file);

    public static string Probe(string name) => Path.Combine(Root, "probes", name + ".json");
}
