using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StableSpamCompose.Generators.Tests;

namespace StableSpamCompose.Package.Tests;

/// <summary>The package, packed, and used by projects in a clean folder that has no other source of packages.</summary>
public partial class PackageTests(CleanFolder folder) : IClassFixture<CleanFolder>
{
    // It has no package of its own: analyzers and ranges come with the project that it references.
    private static readonly string[] InDownstream =
    [
        "Wrong.cs(7,54): error SSC0801: 'beta' of SpikeProof must be in [0, 1), but is 1.5; 1 would never move the average",
        "Wrong.cs(9,131): error SSC0801: 'beta' of SpikeProof must be in [0, 1), but is 2; 1 would never move the average",
        "Wrong.cs(11,112): error SSC0803: SpikeProof has no hyperparameter 'betta'; did you mean 'beta'?",
        "Wrong.cs(13,57): error SSC0804: Optimizers has no optimizer 'SpikeProff'; did you mean 'SpikeProof'?",
        "Wrong.cs(15,75): error SSC0801: 'gamma3' of SpikeProof must be in [0, 1), but is 1; 1 would never move the threshold",
    ];

    // By its .globalconfig, the one in YAML are none, hidden, an error or a warning; by its .editorconfig, those in C#, as pragmas and
    // attributes say too. What .editorconfig says of YAML changes nothing.
    private static readonly string[] OfSeverities =
    [
        "misspelled.optimizer.yaml(2,9): warning SSC0401: There is no transform 'Lionn'; did you mean 'Lion'?",
        "nothing-to-reset.optimizer.yaml(2,15): warning SSC0482: 'MoRet' resets the moments of the transforms after it, and none of them has any; move it before the transform that it is for",
        "order.optimizer.yaml(2,16): error SSC0484: 'AdaClip' stands after 'AdaGN' and belongs before it; the threshold follows the raw gradient, and AdaGN would hide from it how large its components are",
        "Plain.cs(5,42): warning SSC0481: Nothing reads the state 'size' of 'A', which is kept for nothing; remove it, or give it a 'role:' under which other transforms find it",
        "Raised.cs(5,42): error SSC0481: Nothing reads the state 'size' of 'C', which is kept for nothing; remove it, or give it a 'role:' under which other transforms find it",
        "Plain.cs(10,49): error SSC0801: 'beta1' of Lion must be in [0, 1), but is 1.5; 1 would leave the gradient out of the step",
        "Lowered.cs(7,49): warning SSC0801: 'beta1' of Lion must be in [0, 1), but is 1.5; 1 would leave the gradient out of the step",
    ];

    [GeneratedRegex(@" SSC(\d{4}):")]
    private static partial Regex Id();

    private const string Package = "StableSpam.Compose.0.1.0";

    private ZipArchive Open(string extension)
    {
        Assert.True(folder.Packed.ExitCode == 0, folder.Packed.Output);
        return ZipFile.OpenRead(Path.Combine(folder.Packages, Package + extension));
    }

    private XElement Manifest()
    {
        using ZipArchive archive = Open(".nupkg");
        using Stream stream = archive.GetEntry("StableSpam.Compose.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string Value(XElement metadata, string name) => metadata.Element(metadata.Name.Namespace + name)!.Value;

    [Fact]
    public void It_holds_runtime_generator_recipes_and_what_a_reader_needs()
    {
        using ZipArchive archive = Open(".nupkg");
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName)];

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
        XElement metadata = Manifest();

        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal(BuildMetadata.RepositoryUrl, metadata.Element(metadata.Name.Namespace + "repository")!.Attribute("url")!.Value);
        Assert.Equal(BuildMetadata.RepositoryUrl, Value(metadata, "projectUrl"));
        Assert.Empty(metadata.Descendants(metadata.Name.Namespace + "dependency"));
    }

    [Fact]
    public void Symbols_lead_to_the_sources_of_the_commit()
    {
        string commit = Manifest().Element(Manifest().Name.Namespace + "repository")!.Attribute("commit")!.Value;
        using ZipArchive archive = Open(".snupkg");
        using var memory = new MemoryStream();
        using (Stream pdb = archive.GetEntry("lib/net10.0/StableSpam.Compose.pdb")!.Open()) pdb.CopyTo(memory);
        memory.Position = 0;
        using var symbols = new SymbolFile(memory);

        (string pattern, string address) = Assert.Single(symbols.SourceLink);

        string repository = new Uri(BuildMetadata.RepositoryUrl).AbsolutePath;
        Assert.Equal($"https://raw.githubusercontent.com{repository}/{commit}/*", address);
        string root = pattern.TrimEnd('*');
        Assert.Contains(symbols.Documents, document => document.Path == root + "src/StableSpam.Compose/Arrays/ArrayOptimizer.cs" && !document.IsEmbedded);
        // What is in no commit, such as the attributes of transforms, comes along.
        Assert.Contains(symbols.Documents, document => document.Path.EndsWith("AdamAttribute.g.cs", StringComparison.Ordinal) && document.IsEmbedded);
        Assert.Contains(symbols.Documents, document => IsMadeByBuild(document.Path) && !document.Path.EndsWith(".g.cs", StringComparison.Ordinal));
        Assert.All(symbols.Documents, document => Assert.True(document.IsEmbedded || (document.Path.StartsWith(root, StringComparison.Ordinal) && !IsMadeByBuild(document.Path)), document.Path));
    }

    private static bool IsMadeByBuild(string path) => path.Contains("/obj/", StringComparison.Ordinal);

    // One test, since each command is seconds long: what the second builds references what the first has built.
    [Fact]
    public void A_project_with_nothing_else_builds_and_runs_and_mistakes_are_told_by_a_build()
    {
        Assert.True(folder.Packed.ExitCode == 0, folder.Packed.Output);

        CleanFolder.Result run = folder.Run("run", "--project", "Consumer", "-c", "Release");
        Assert.True(run.ExitCode == 0, run.Output);
        // AdaClip divides the threshold by its own bias correction, so that nothing is clipped in the first step.
        Assert.Equal(
            ["BoundedSteps: 0.75 -1.5, 12 bytes", "Lion: 0.5 -1.5, 20 bytes"],
            Lines(run).Take(2));
        Assert.Equal(["BoundedSteps", "Lion", "SpikeProof", "StableSpam"], Lines(run).Select(line => line.Split(':')[0]));

        foreach ((string file, string text) in FiftyMistakes.Recipes) folder.Write(Path.Combine("Mistakes", file), text);
        CleanFolder.Result wrong = folder.Run(
            "msbuild", "Wrong.slnx", "-restore", "-property:Configuration=Release", "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary");

        Assert.NotEqual(0, wrong.ExitCode);
        string[] expected = [.. Told("Downstream", InDownstream), .. Told("Mistakes", OfFiftyMistakes()), .. Told("Severities", OfSeverities)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), wrong.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    // Each line as a build prints it: with the page that explains it, and the project.
    private IEnumerable<string> Told(string project, IEnumerable<string> lines) =>
        from line in lines
        let page = $"{BuildMetadata.RepositoryUrl}/blob/main/generators/DIAGNOSTICS.md#ssc{Id().Match(line).Groups[1].Value}"
        select $"{Path.Combine(folder.Path, project, line)} ({page}) [{Path.Combine(folder.Path, project, project)}.csproj]";

    private static IEnumerable<string> OfFiftyMistakes() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "FiftyMistakes.txt")).Select(line => line["/r/".Length..]);

    private static string[] Lines(CleanFolder.Result result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.EndsWith(" bytes", StringComparison.Ordinal))];
}
