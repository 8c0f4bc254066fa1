using System.Text.Json;
using System.Text.Json.Serialization;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Snapshots.Tests;

/// <summary>A recipe that must be refused.</summary>
/// <param name="Error">Why.</param>
/// <param name="Transform">A transform beside those of the library; <see langword="null"/> for none.</param>
/// <param name="Optimizer">The optimizer.</param>
internal sealed record Probe(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("transform")] string? Transform,
    [property: JsonPropertyName("optimizer")] string Optimizer)
{
    private const string TransformPath = "x.transform.yaml";
    private const string OptimizerPath = "e.optimizer.yaml";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Probe> All { get; } =
        JsonSerializer.Deserialize<Probe[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "errors.json")))!;

    /// <summary>What compiling it finds.</summary>
    public IReadOnlyList<Finding> Compile()
    {
        var findings = new FindingBag();
        OptimizerModel? optimizer = RecipeReader.ReadOptimizer(OptimizerPath, Optimizer, findings);
        TransformModel? transform = Transform is null ? null : RecipeReader.ReadTransform(TransformPath, Transform, findings);
        TransformCatalog catalog = transform is null ? RecipeLibrary.Transforms : RecipeLibrary.Transforms.With([transform], findings);
        if (optimizer is not null) Assert.Null(RecipeCompiler.Compile(optimizer, catalog, findings));
        return findings.Findings;
    }

    /// <summary>The lines of the text that a finding names.</summary>
    public string[] LinesOf(Finding finding)
    {
        Assert.Contains(finding.Span.Path, new[] { TransformPath, OptimizerPath });
        return (finding.Span.Path == TransformPath ? Transform! : Optimizer).TrimEnd('\n').Split('\n');
    }
}
