using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableSpamCompose.Generators.Tests.Driver;

/// <summary>A project in memory that references the runtime library.</summary>
internal sealed record Project
{
    private const string OwnAssemblies = "StableSpam.Compose";

    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith(OwnAssemblies, StringComparison.Ordinal))
            .Append(typeof(Arrays.ArrayOptimizer).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private ImmutableArray<MetadataReference> MoreReferences { get; init; } = [];

    private ImmutableArray<AdditionalText> Recipes { get; init; } = [];

    private ImmutableArray<SyntaxTree> Sources { get; init; } = [];

    private ImmutableDictionary<string, string> Properties { get; init; } =
        ImmutableDictionary<string, string>.Empty.Add("build_property.RootNamespace", "Own");

    private bool TracksSteps { get; init; } = true;

    private IIncrementalGenerator Generator { get; init; } = new OptimizerGenerator();

    public static Project Empty { get; } = new();

    public Project WithRecipe(string path, string text) => this with { Recipes = Recipes.Add(new InMemoryRecipe(path, text)) };

    public Project WithSource(string path, string text) => this with { Sources = Sources.Add(CSharpSyntaxTree.ParseText(text, ParseOptions, path)) };

    public Project WithProperty(string name, string value) =>
        this with { Properties = Properties.SetItem("build_property." + name, value) };

    /// <summary>References an assembly without content.</summary>
    public Project WithReference(string assembly) => this with
    {
        MoreReferences = MoreReferences.Add(
            CSharpCompilation.Create(assembly, options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference()),
    };

    /// <summary>References the assembly of a type.</summary>
    public Project WithAssemblyOf(Type type) => this with { MoreReferences = MoreReferences.Add(MetadataReference.CreateFromFile(type.Assembly.Location)) };

    /// <summary>Without a record of the steps, as compilers and editors run generators: the record costs far more than the steps.</summary>
    public Project WithoutTracking() => this with { TracksSteps = false };

    /// <summary>With another generator in place of the one that is tested.</summary>
    public Project WithGenerator(IIncrementalGenerator generator) => this with { Generator = generator };

    /// <summary>Runs the generator once.</summary>
    public Outcome Run() => Session().Outcome;

    /// <summary>Runs the generator and keeps it, for edits to follow.</summary>
    public Session Session()
    {
        var compilation = CSharpCompilation.Create(
            "Own", Sources, [.. References, .. MoreReferences],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
                warningLevel: 9999, optimizationLevel: OptimizationLevel.Release));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [Generator.AsSourceGenerator()], Recipes, ParseOptions, new ProjectProperties(Properties),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, TracksSteps));
        return new Session(driver, compilation, Recipes);
    }
}
