using System.Text.Json.Nodes;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Schema.Tests;

/// <summary>The schemas under <c>recipes/schema</c>: up to date, kept by every recipe of the library, and stricter than nothing.</summary>
/// <remarks>With <c>SNAPSHOT_ACCEPT=1</c> the schemas are written anew.</remarks>
public class SchemaTests
{
    private static readonly SchemaValidator Optimizer = new((JsonObject)JsonNode.Parse(RecipeSchema.Optimizer())!);
    private static readonly SchemaValidator Transform = new((JsonObject)JsonNode.Parse(RecipeSchema.Transform())!);

    public static TheoryData<string> Optimizers => [.. RecipeFolder.Files("optimizer")];

    public static TheoryData<string> Transforms => [.. RecipeFolder.Files("transform")];

    [Theory]
    [InlineData("schema/optimizer.schema.json")]
    [InlineData("schema/transform.schema.json")]
    public void The_schema_is_that_of_the_library(string path)
    {
        string expected = path.Contains("optimizer", StringComparison.Ordinal) ? RecipeSchema.Optimizer() : RecipeSchema.Transform();
        if (Environment.GetEnvironmentVariable("SNAPSHOT_ACCEPT") == "1") RecipeFolder.Write(path, expected);

        Assert.Equal(expected, RecipeFolder.Read(path));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_of_the_library_keeps_it(string path) => Assert.Empty(PlacesOfErrors(Optimizer, RecipeFolder.Read(path)));

    [Theory]
    [MemberData(nameof(Transforms))]
    public void Every_transform_of_the_library_keeps_it(string path) => Assert.Empty(PlacesOfErrors(Transform, RecipeFolder.Read(path)));

    [Theory]
    [InlineData("optimizer: A\n", "")]
    [InlineData("optimizer: a\nchain: [Apply]\n", "/optimizer")]
    [InlineData("optimizer: A\nchain: []\n", "/chain")]
    [InlineData("optimizer: A\nchian: [Apply]\nchain: [Apply]\n", "/chian")]
    [InlineData("optimizer: A\nchain: [lion]\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- Lion: { beta1: 1.5 }\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- Lion: { beta3: 0.5 }\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- MoRet: { interval: 0.5 }\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- MoRet: { at: middle }\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- Adam: { amsgrad: 1 }\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- Lion: { beta1: { fixed: 2 } }\n", "/chain/0")]
    [InlineData("optimizer: A\nchain:\n- { Lion: , Apply: }\n", "/chain/0")]
    [InlineData("optimizer: A\nchains: [ { match: x } ]\nchain: [Apply]\n", "/chains/0")]
    [InlineData("optimizer: A\nchain: [Apply]\nbudget: { passes: -1 }\n", "/budget/passes")]
    [InlineData("optimizer: A\nchain: [Apply]\nhyperparameters: { Eps: { default: 1 } }\n", "/hyperparameters/Eps")]
    [InlineData("optimizer: A\nchain: [Apply]\nlr: { range: \"[0, 1]\" }\n", "/lr")]
    public void A_wrong_optimizer_does_not(string text, string place) =>
        Assert.Contains(place, PlacesOfErrors(Optimizer, text));

    [Theory]
    [InlineData("transform: A\n", "")]
    [InlineData("transform: A\nrule: |\n  g = g\nstate: { s: { per: atom } }\n", "/state/s/per")]
    [InlineData("transform: A\nrule: |\n  g = g\nstate: { s: { moment: true } }\n", "/state/s")]
    [InlineData("transform: A\nrule: |\n  g = g\nview: flat\n", "/view")]
    [InlineData("transform: A\nrule: { cube: g = g }\n", "/rule")]
    [InlineData("transform: A\nrule: |\n  g = g\nhyperparameters: { h: { default: 1, range: 0..1 } }\n", "/hyperparameters/h/range")]
    [InlineData("transform: A\nrule: |\n  g = g\nhyperparameters: { h: { default: a, choices: [a] } }\n", "/hyperparameters/h/choices")]
    public void A_wrong_transform_does_not(string text, string place) =>
        Assert.Contains(place, PlacesOfErrors(Transform, text));

    [Fact]
    public void Keys_are_those_that_recipes_have()
    {
        Assert.Equal(OptimizerReader.Keys, KeysOf(RecipeSchema.Optimizer()));
        Assert.Equal(TransformReader.Keys, KeysOf(RecipeSchema.Transform()));
        Assert.Equal(HyperparameterReader.Keys, KeysOf(RecipeSchema.Transform(), "$defs", "hyperparameter").Order(KeyOrder(HyperparameterReader.Keys)));
        Assert.Equal(HyperparameterReader.LearningRateKeys, KeysOf(RecipeSchema.Optimizer(), "properties", "lr"));
        Assert.Equal(StateReader.Keys, KeysOf(RecipeSchema.Transform(), "$defs", "state"));
    }

    private static IReadOnlyList<string> PlacesOfErrors(SchemaValidator schema, string text) => schema.PlacesOfErrors(YamlAsJson.Read(text));

    private static IComparer<string> KeyOrder(string[] keys) => Comparer<string>.Create((left, right) => Array.IndexOf(keys, left).CompareTo(Array.IndexOf(keys, right)));

    private static IEnumerable<string> KeysOf(string schema, params string[] path) =>
        ((JsonObject)path.Aggregate(JsonNode.Parse(schema)!, (node, key) => node[key]!)["properties"]!).Select(property => property.Key);
}
