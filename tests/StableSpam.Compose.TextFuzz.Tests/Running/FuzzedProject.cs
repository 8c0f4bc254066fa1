using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableSpamCompose.Generators;
using StableSpamCompose.Generators.Tests.Driver;
using StableSpamCompose.TextFuzz.Tests.Inputs;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>A project whose generator has started already, so that what one more input costs can be seen.</summary>
internal sealed class FuzzedProject
{
    /// <summary>Namespace of what recipe files declare.</summary>
    public const string Namespace = "Fuzzed";

    private const string OwnAssemblies = "StableSpam.Compose";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    // Every warning that there is.
    private static readonly CSharpCompilationOptions Strict = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);

    private readonly GeneratorDriver _driver;
    private readonly ImmutableDictionary<string, string> _properties;

    private FuzzedProject(string host, params Type[] library)
    {
        Compilation = CSharpCompilation.Create("Fuzzed", references: References(library), options: Strict);
        _properties = ImmutableDictionary<string, string>.Empty.Add(Property("RootNamespace"), Namespace).Add(Property("ComposeHost"), host);
        _driver = CSharpGeneratorDriver.Create([new OptimizerGenerator().AsSourceGenerator()], additionalTexts: [], Language, new ProjectProperties(_properties));
    }

    private FuzzedProject(FuzzedProject other, string property, string value)
    {
        Compilation = other.Compilation;
        _properties = other._properties.SetItem(Property(property), value);
        _driver = other._driver.WithUpdatedAnalyzerConfigOptions(new ProjectProperties(_properties));
    }

    /// <summary>One that compiles for arrays.</summary>
    public static FuzzedProject OnArrays { get; } = new("arrays", typeof(Arrays.ArrayOptimizer));

    /// <summary>One that compiles for TorchSharp.</summary>
    public static FuzzedProject OnTorchSharp { get; } = new("torchsharp", typeof(Arrays.ArrayOptimizer), typeof(Torch.TorchOptimizer), typeof(TorchSharp.torch));

    /// <summary>The project without what it is given.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The project for an input.</summary>
    public static FuzzedProject Of(FuzzInput input) => input.IsForTorchSharp ? OnTorchSharp : OnArrays;

    /// <summary>The project with a property set.</summary>
    public FuzzedProject With(string property, string value) => new(this, property, value);

    /// <summary>C# as the project reads it.</summary>
    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Language, path);

    /// <summary>Runs the generator on an input, from nothing.</summary>
    public GeneratorRunResult Run(FuzzInput input, out Compilation compilation)
    {
        compilation = Compilation.AddSyntaxTrees(input.Files.Where(file => file.IsCSharp).Select(file => Parse(file.Text, file.Path)));
        AdditionalText[] recipes = [.. input.Files.Where(file => !file.IsCSharp).Select(file => new InMemoryRecipe(file.Path, file.Text))];
        return _driver.AddAdditionalTexts([.. recipes]).RunGenerators(compilation).GetRunResult().Results[0];
    }

    private static string Property(string name) => "build_property." + name;

    private static IEnumerable<MetadataReference> References(Type[] library) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith(OwnAssemblies, StringComparison.Ordinal) && Path.GetFileName(path) != "TorchSharp.dll")
            .Concat(library.Select(type => type.Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path));
}
