using System.Text.RegularExpressions;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>A project of fifty recipes, each with a mistake of its own kind: fifty diagnostics, each at its place, and nothing else.</summary>
public partial class FiftyMistakesTests
{
    [GeneratedRegex(@"(?<file>/r/\w+\.\w+\.yaml)\(\d+,\d+\): (error|warning) (?<id>SSC\d+): .+")]
    private static partial Regex Line();

    [Fact]
    public Task Each_has_its_diagnostic()
    {
        Project project = FiftyMistakes.Recipes.Aggregate(Project.Empty, (project, recipe) => project.WithRecipe("/r/" + recipe.File, recipe.Text));

        string[] diagnostics = [.. project.Run().Diagnostics.Order(StringComparer.Ordinal)];

        Match[] lines = [.. diagnostics.Select(diagnostic => Line().Match(diagnostic))];
        Assert.Equal(50, lines.Select(line => line.Groups["file"].Value).Distinct().Count());
        Assert.Equal(50, lines.Select(line => line.Groups["id"].Value).Distinct().Count());
        Assert.Equal(50, diagnostics.Length);
        return Verify(string.Join('\n', diagnostics));
    }
}
