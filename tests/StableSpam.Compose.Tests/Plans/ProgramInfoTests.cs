using System.Text.RegularExpressions;
using StableSpamCompose.Plans;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Plans;

/// <summary>Which parameters a program is for.</summary>
public class ProgramInfoTests
{
    [Theory]
    [InlineData("*norm*", "layers.0.norm.weight", true)]
    [InlineData("*norm*", "Norm", false)]
    [InlineData("*norm*", "norm", true)]
    [InlineData("*.bias", "a.bias", true)]
    [InlineData("*.bias", "a.bias.b", false)]
    [InlineData("h.?.w", "h.1.w", true)]
    [InlineData("h.?.w", "h.12.w", false)]
    [InlineData("h.?.w", "h..w", false)]
    [InlineData("w", "w", true)]
    [InlineData("w", "ww", false)]
    [InlineData("[w]", "w", false)]
    [InlineData("**a**", "xay", true)]
    [InlineData("?", "", false)]
    public void A_name_matches_as_a_whole(string pattern, string name, bool matches) => Assert.Equal(matches, IsFor(pattern, name));

    [Fact]
    public void Patterns_match_what_the_same_regular_expressions_do()
    {
        var random = new Random(1);
        int matches = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string pattern = Text(random, "ab*?", 7);
            string name = Text(random, "ab", 9);
            bool expected = Regex.IsMatch(name, "\\A" + pattern.Replace("*", "[ab]*").Replace("?", "[ab]") + "\\z");
            Assert.True(expected == IsFor(pattern, name), $"{pattern} and {name}");
            matches += expected ? 1 : 0;
        }
        Assert.InRange(matches, 2_000, 18_000);
    }

    [Theory]
    [InlineData(ShapeCase.Any, true, true, true, true)]
    [InlineData(ShapeCase.Matrix, false, false, true, true)]
    [InlineData(ShapeCase.Vector, true, true, false, false)]
    public void A_matrix_has_two_dimensions_or_more(ShapeCase shape, params bool[] byRank) =>
        Assert.Equal(byRank, Enumerable.Range(0, 4).Select(rank => new ProgramInfo("*", shape, AdamW.Info.Plan).IsFor("w", rank)));

    [Fact]
    public void One_program_is_for_every_parameter()
    {
        ProgramInfo program = Assert.Single(AdamW.Info.Programs);
        Assert.Equal(("*", ShapeCase.Any), (program.Match, program.Shape));
        Assert.Same(AdamW.Info.Plan, program.Plan);
    }

    private static bool IsFor(string pattern, string name) => new ProgramInfo(pattern, ShapeCase.Any, AdamW.Info.Plan).IsFor(name, 1);

    private static string Text(Random random, string letters, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest)).Select(_ => letters[random.Next(letters.Length)]));
}
