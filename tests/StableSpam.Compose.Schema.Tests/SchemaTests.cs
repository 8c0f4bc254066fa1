using System.Globalization;
using System.Text.Json.Nodes;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Model;
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

    /// <summary>Wrong recipes, and where each is wrong.</summary>
    public static TheoryData<string, string> WrongOptimizers { get; } = new()
    {
        { "optimizer: A\n", "" },
        { "optimizer: a\nchain: [Apply]\n", "/optimizer" },
        { "optimizer: A\nchain: []\n", "/chain" },
        { "optimizer: A\nchian: [Apply]\nchain: [Apply]\n", "/chian" },
        { "optimizer: A\nchain: [lion]\n", "/chain/0" },
        { "optimizer: A\nchain:\n- Lion: { beta1: 1.5 }\n", "/chain/0" },
        { "optimizer: A\nchain:\n- Lion: { beta3: 0.5 }\n", "/chain/0" },
        { "optimizer: A\nchain:\n- MoRet: { interval: 0.5 }\n", "/chain/0" },
        { "optimizer: A\nchain:\n- MoRet: { at: middle }\n", "/chain/0" },
        { "optimizer: A\nchain:\n- Adam: { amsgrad: 1 }\n", "/chain/0" },
        { "optimizer: A\nchain:\n- Lion: { beta1: { fixed: 2 } }\n", "/chain/0" },
        { "optimizer: A\nchain:\n- { Lion: , Apply: }\n", "/chain/0" },
        { "optimizer: A\nchains: [ { match: x } ]\nchain: [Apply]\n", "/chains/0" },
        { "optimizer: A\nchain: [Apply]\nbudget: { passes: -1 }\n", "/budget/passes" },
        { "optimizer: A\nchain: [Apply]\nhyperparameters: { Eps: { default: 1 } }\n", "/hyperparameters/Eps" },
        { "optimizer: A\nchain: [Apply]\nlr: { range: \"[0, 1]\" }\n", "/lr" },
        { "[]", "" },
        { "chain: [Apply]\n", "" },
        { "optimizer: [A]\nsummary: [a]\nsource: [a]\nlr: 1\nhyperparameters: 1\nchains: 1\nchain: 1\nrelations: 1\nbudget: 1\n", "/optimizer /summary /source /lr /hyperparameters /chains /chain /relations /budget" },
        { "optimizer: A\nchain: [Apply]\nlr: { default: [1], range: 1, why: [a], summary: [a], type: int }\n", "/lr/default /lr/range /lr/why /lr/summary /lr/type" },
        { "optimizer: A\nchain: [Apply]\nlr: { default: 1, range: 0..1 }\n", "/lr/range" },
        { "optimizer: A\nchain: [Apply]\nchains: [1, { chain: [Apply] }, { match: [a], chain: 1, for: b }, { match: a, chain: [] }]\n", "/chains/0 /chains/1 /chains/2/match /chains/2/chain /chains/2/for /chains/3/chain" },
        { "optimizer: A\nchain: [Apply]\nrelations: [[a]]\n", "/relations/0" },
        { "optimizer: A\nchain: [Apply]\nbudget: { state_bytes_per_parameter: a, traffic_bytes_per_parameter: a, passes: a, time: 1 }\n", "/budget/state_bytes_per_parameter /budget/traffic_bytes_per_parameter /budget/passes /budget/time" },
        { "optimizer: A\nchain: [Apply]\nbudget: { state_bytes_per_parameter: -1, traffic_bytes_per_parameter: -1 }\n", "/budget/state_bytes_per_parameter /budget/traffic_bytes_per_parameter" },
        { "optimizer: A\nchain: [Apply]\nhyperparameters: { a: 1, b: { }, c: { default: [1], range: 1, why: [a], type: whole, choices: a, summary: [a], per: element }, d: { default: a, choices: [a] }, e: { default: a, choices: [a, [b]] }, f: { default: 1, range: 0..1 } }\n", "/hyperparameters/a /hyperparameters/b /hyperparameters/c/default /hyperparameters/c/range /hyperparameters/c/why /hyperparameters/c/type /hyperparameters/c/choices /hyperparameters/c/summary /hyperparameters/c/per /hyperparameters/d/choices /hyperparameters/e/choices/1 /hyperparameters/f/range" },
        { "optimizer: A\nchain: [{ }, { own: }, { Own: 1 }, { Own: { a: [1] } }, { Own: { a: { fixed: b } } }, { Own: { a: { fixed: 1, b: 2 } } }]\n", "/chain/0 /chain/1 /chain/2 /chain/3 /chain/4 /chain/5" },
    };

    /// <summary>Wrong recipes, and where each is wrong.</summary>
    public static TheoryData<string, string> WrongTransforms { get; } = new()
    {
        { "transform: A\n", "" },
        { "transform: A\nrule: |\n  g = g\nstate: { s: { per: atom } }\n", "/state/s/per" },
        { "transform: A\nrule: |\n  g = g\nstate: { s: { moment: true } }\n", "/state/s" },
        { "transform: A\nrule: |\n  g = g\nview: flat\n", "/view" },
        { "transform: A\nrule: { cube: g = g }\n", "/rule" },
        { "transform: A\nrule: |\n  g = g\nhyperparameters: { h: { default: 1, range: 0..1 } }\n", "/hyperparameters/h/range" },
        { "transform: A\nrule: |\n  g = g\nhyperparameters: { h: { default: a, choices: [a] } }\n", "/hyperparameters/h/choices" },
        { "[]", "" },
        { "rule: g = g\n", "" },
        { "transform: [A]\nsummary: [a]\nsource: [a]\nhyperparameters: 1\nstate: 1\nuses: 1\nbefore: 1\nparameter: 1\nreplaces: [A]\nrule: 1\nother: 1\n", "/transform /summary /source /hyperparameters /state /uses /before /parameter /replaces /rule /other" },
        { "transform: a\nreplaces: a\napply: never\nrule: g = g\n", "/transform /replaces /apply" },
        { "transform: A\nrule: { matrix: [a] }\n", "/rule" },
        { "transform: A\nrule: { vector: [a] }\n", "/rule" },
        { "transform: A\nrule: g = g\nhyperparameters: { A: { default: 1 } }\nstate: { S: { per: element } }\nuses: { V: a, v: [a] }\nbefore: { adam: a, Adam: [a] }\n", "/hyperparameters/A /state/S /uses/V /uses/v /before/adam /before/Adam" },
        { "transform: A\nparameter: { rounding: up, seed: [1], type: bfloat16 }\n", "/parameter/rounding /parameter/seed /parameter/type" },
        { "transform: A\nrule: g = g\nstate: { s: 1, t: { per: element, type: double, rounding: up, seed: [1], role: [a], moment: 1, initial: [1], when: [a], for: all, of: b } }\n", "/state/s /state/t/type /state/t/rounding /state/t/seed /state/t/role /state/t/moment /state/t/initial /state/t/when /state/t/for /state/t/of" },
        { "transform: A\nrule: g = g\nhyperparameters: { a: 1, b: { }, c: { default: [1], range: 1, why: [a], type: whole, choices: a, summary: [a], per: element }, d: { default: a, choices: [a] }, e: { default: a, choices: [a, [b]] }, f: { default: 1, range: 0..1 } }\n", "/hyperparameters/a /hyperparameters/b /hyperparameters/c/default /hyperparameters/c/range /hyperparameters/c/why /hyperparameters/c/type /hyperparameters/c/choices /hyperparameters/c/summary /hyperparameters/c/per /hyperparameters/d/choices /hyperparameters/e/choices/1 /hyperparameters/f/range" },
    };

    /// <summary>Every hyperparameter of the library.</summary>
    public static TheoryData<string, string> Settings
    {
        get
        {
            var settings = new TheoryData<string, string>();
            foreach (TransformModel transform in RecipeLibrary.Transforms.Transforms)
            {
                foreach (HyperparameterModel declared in transform.Hyperparameters) settings.Add(transform.Name.Text, declared.Name.Text);
            }
            return settings;
        }
    }

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
    [MemberData(nameof(WrongOptimizers))]
    public void A_wrong_optimizer_does_not(string text, string places) =>
        Assert.Superset(places.Split(' ').ToHashSet(), PlacesOfErrors(Optimizer, text).ToHashSet());

    [Theory]
    [MemberData(nameof(WrongTransforms))]
    public void A_wrong_transform_does_not(string text, string places) =>
        Assert.Superset(places.Split(' ').ToHashSet(), PlacesOfErrors(Transform, text).ToHashSet());

    [Theory]
    [InlineData("optimizer")]
    [InlineData("transform")]
    public void Without_any_one_of_its_constraints_a_wrong_recipe_would_pass(string kind)
    {
        string written = kind == "optimizer" ? RecipeSchema.Optimizer() : RecipeSchema.Transform();
        JsonNode[] wrong = [.. (kind == "optimizer" ? WrongOptimizers : WrongTransforms).Select(row => YamlAsJson.Read((string)row[0])!)];
        var whole = new SchemaValidator((JsonObject)JsonNode.Parse(written)!);
        List<SchemaConstraint> untried = SchemaConstraints.In(written).Where(constraint =>
        {
            var weaker = new SchemaValidator(constraint.Without(written));
            return wrong.All(document => whole.PlacesOfErrors(document).SequenceEqual(weaker.PlacesOfErrors(document)));
        }).ToList();
        Assert.True(untried.Count == 0, string.Join('\n', untried));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_keeps_it_if_it_is_in_its_range(string transform, string hyperparameter)
    {
        HyperparameterModel declared = RecipeLibrary.Transforms.Find(transform)!.Hyperparameters.Single(declared => declared.Name.Text == hyperparameter);
        foreach ((string value, bool isRight) in ValuesOf(declared))
            Assert.Equal((value, isRight), (value, PlacesOfErrors(Optimizer, $"optimizer: A\nchain:\n- {transform}: {{ {hyperparameter}: {value} }}\n").Count == 0));
    }

    [Fact]
    public void Keys_are_those_that_recipes_have()
    {
        Assert.Equal(OptimizerReader.Keys, KeysOf(RecipeSchema.Optimizer()));
        Assert.Equal(TransformReader.Keys, KeysOf(RecipeSchema.Transform()));
        Assert.Equal(HyperparameterReader.Keys, KeysOf(RecipeSchema.Transform(), "$defs", "hyperparameter").Order(KeyOrder(HyperparameterReader.Keys)));
        Assert.Equal(HyperparameterReader.LearningRateKeys, KeysOf(RecipeSchema.Optimizer(), "properties", "lr"));
        Assert.Equal(StateReader.Keys, KeysOf(RecipeSchema.Transform(), "$defs", "state"));
    }

    // Values at and beside the ends of the range, and of other kinds.
    private static IEnumerable<(string Value, bool IsRight)> ValuesOf(HyperparameterModel declared)
    {
        switch (declared.Kind)
        {
            case HyperparameterKind.Flag:
                return [("true", true), ("false", true), ("1", false), ("yes", false)];
            case HyperparameterKind.Choice:
                return [.. declared.Choices.Select(choice => (choice, true)), ("neither", false), ("1", false)];
        }
        HyperparameterRange range = declared.Range;
        double[] ends = [.. new[] { range.Low, range.High }.Where(double.IsFinite)];
        IEnumerable<double> values = ends.SelectMany(end => new[] { end - 1, end - 0.25, end, end + 0.25, end + 1 }).Append(declared.Default.Value);
        bool isWhole = declared.Kind == HyperparameterKind.Integer;
        return
        [
            .. values.Select(value => (value.ToString("R", CultureInfo.InvariantCulture), range.Contains(value) && (!isWhole || value == Math.Floor(value)))),
            ("true", false),
            ("[1]", false),
        ];
    }

    private static IReadOnlyList<string> PlacesOfErrors(SchemaValidator schema, string text) => schema.PlacesOfErrors(YamlAsJson.Read(text));

    private static IComparer<string> KeyOrder(string[] keys) => Comparer<string>.Create((left, right) => Array.IndexOf(keys, left).CompareTo(Array.IndexOf(keys, right)));

    private static IEnumerable<string> KeysOf(string schema, params string[] path) =>
        ((JsonObject)path.Aggregate(JsonNode.Parse(schema)!, (node, key) => node[key]!)["properties"]!).Select(property => property.Key);
}
