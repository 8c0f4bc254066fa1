using System.Reflection;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>The catalogue in recipes/README.md is what the recipes and the tests say.</summary>
public class CatalogueTests
{
    private const string Heading = "## The catalogue\n\n";

    [Fact]
    public void The_catalogue_is_current()
    {
        string path = typeof(CatalogueTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "RecipeGuide").Value!;
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = text.IndexOf(Heading, StringComparison.Ordinal);
        string guide = start < 0 ? text.TrimEnd('\n') + "\n\n" : text[..start];
        string current = guide + Heading + Catalogue.Write().TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("SNAPSHOT_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is not "true")
            File.WriteAllText(path, current);
        else
            Assert.True(text == current, "The catalogue in recipes/README.md is out of date; write it anew with SNAPSHOT_ACCEPT=1 dotnet test -c Release tests/StableSpam.Compose.Agreement.Tests --filter CatalogueTests");
    }
}
