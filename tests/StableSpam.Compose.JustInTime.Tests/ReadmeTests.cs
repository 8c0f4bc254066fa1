using System.Reflection;
using System.Text.RegularExpressions;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

/// <summary>What the README shows works.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Its_recipe_compiles_and_steps()
    {
        string path = typeof(ReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Readme").Value!;
        string[] recipes = [.. YamlBlock().Matches(File.ReadAllText(path).ReplaceLineEndings("\n")).Select(match => match.Groups[1].Value)];
        string optimizer = Assert.Single(recipes, recipe => recipe.Contains("\noptimizer:"));
        string transform = Assert.Single(recipes, recipe => recipe.Contains("\ntransform:"));

        OptimizerInfo info = RecipeCompilation.Compile("readme.optimizer.yaml", optimizer, [("readme.transform.yaml", transform)]);

        Assert.Equal(["gamma3", "beta", "decay"], info.Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        // The decay takes a quarter away, then the sign moves by the learning rate.
        float[] after = Training.Run(info, new Dictionary<string, double> { ["lr"] = 0.5, ["decay"] = 0.5 }, [1, -1], [3, -2]);
        Assert.Equal([0.75f - 0.5f, -0.75f + 0.5f], after);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
