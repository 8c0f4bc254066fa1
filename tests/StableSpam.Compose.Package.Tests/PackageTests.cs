using System.IO.Compression;
using System.Xml.Linq;

namespace StableSpamCompose.Package.Tests;

/// <summary>The package, packed, and used by projects in a clean folder that has no other source of packages.</summary>
public class PackageTests(CleanFolder folder) : IClassFixture<CleanFolder>
{
    private const string Package = "StableSpam.Compose.0.1.0";

    private string[] Entries(string extension)
    {
        Assert.True(folder.Packed.ExitCode == 0, folder.Packed.Output);
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(folder.Packages, Package + extension));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    [Fact]
    public void It_holds_runtime_generator_recipes_and_what_a_reader_needs()
    {
        string[] entries = Entries(".nupkg");

        Assert.Superset(
            new HashSet<string>
            {
                "lib/net10.0/StableSpam.Compose.dll", "lib/net10.0/StableSpam.Compose.xml",
                "analyzers/dotnet/cs/StableSpam.Compose.Generators.dll", "analyzers/dotnet/cs/StableSpam.Compose.Compiler.dll", "analyzers/dotnet/cs/YamlDotNet.dll",
                "build/StableSpam.Compose.props", "build/StableSpam.Compose.targets",
                "buildTransitive/StableSpam.Compose.props", "buildTransitive/StableSpam.Compose.targets",
                "README.md", "LICENSE", "DIAGNOSTICS.md", "THIRD-PARTY-NOTICES.txt",
                "recipes/README.md", "recipes/optimizers/stable-spam.optimizer.yaml", "recipes/transforms/adam.transform.yaml", "recipes/schema/optimizer.schema.json",
            },
            entries.ToHashSet());
        Assert.Equal(3, entries.Count(entry => entry.StartsWith("analyzers/", StringComparison.Ordinal)));
        Assert.Equal(1, entries.Count(entry => entry.StartsWith("lib/", StringComparison.Ordinal) && entry.EndsWith(".dll", StringComparison.Ordinal)));
    }

    [Fact]
    public void Its_manifest_names_readme_licence_and_repository_and_depends_on_nothing()
    {
        Assert.NotEmpty(Entries(".nupkg"));
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(folder.Packages, Package + ".nupkg"));
        using Stream stream = archive.GetEntry("StableSpam.Compose.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        XNamespace names = metadata.Name.Namespace;

        Assert.Equal("README.md", metadata.Element(names + "readme")!.Value);
        Assert.Equal("MIT", metadata.Element(names + "license")!.Value);
        Assert.StartsWith("https://", metadata.Element(names + "repository")!.Attribute("url")!.Value, StringComparison.Ordinal);
        Assert.Empty(metadata.Descendants(names + "dependency"));
    }

    [Fact]
    public void Symbols_have_a_package_of_their_own() => Assert.Contains("lib/net10.0/StableSpam.Compose.pdb", Entries(".snupkg"));

    [Fact]
    public void A_project_with_nothing_else_builds_and_runs_and_one_downstream_is_checked()
    {
        Assert.True(folder.Packed.ExitCode == 0, folder.Packed.Output);

        CleanFolder.Result run = folder.Run("run", "--project", "Consumer", "-c", "Release");
        Assert.True(run.ExitCode == 0, run.Output);
        // AdaClip divides the threshold by its own bias correction, so that nothing is clipped in the first step.
        Assert.Equal(
            ["BoundedSteps: 0.75 -1.5, 12 bytes", "Lion: 0.5 -1.5, 20 bytes"],
            Lines(run).Take(2));
        Assert.Equal(["BoundedSteps", "Lion", "SpikeProof", "StableSpam"], Lines(run).Select(line => line.Split(':')[0]));

        // Downstream has no package of its own: analyzer and ranges come with the project that it references.
        CleanFolder.Result wrong = folder.Run("build", "Downstream", "-c", "Release");
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains("Wrong.cs(6,23): error SSC0801: 'beta' of SpikeProof must be in [0, 1), but is 1.5; 1 would never move the average", wrong.Output, StringComparison.Ordinal);
    }

    private static string[] Lines(CleanFolder.Result result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.EndsWith(" bytes", StringComparison.Ordinal))];
}
