using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests.Text;

/// <summary>Messages are one line that reads as it is written, whatever the recipe holds.</summary>
public class MessageTextTests
{
    [Theory]
    [InlineData("Größe *x* \ud83d\ude00", "Größe *x* \ud83d\ude00")]
    [InlineData("a\nb\r\u0085\u2028c", "a\\u000ab\\u000d\\u0085\\u2028c")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("b\u202Ea\u200Bc", "b\\u202ea\\u200bc")]
    public void What_cannot_be_seen_is_told_by_its_number(string text, string shown)
    {
        Assert.Equal(shown, MessageText.Of(text));
        Assert.Equal(shown, MessageText.Of(shown));
    }

    // No attribute can hold half of a character.
    [Fact]
    public void Half_of_a_character_is_told_by_its_number() => Assert.Equal("\\ud83dx\\ude00", MessageText.Of("\ud83dx\ude00"));

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        string shown = MessageText.Of(string.Concat(Enumerable.Repeat("\ud83d\ude00", 2000)));

        Assert.Equal(1000, shown.Length);
        Assert.EndsWith("\ude00..", shown, StringComparison.Ordinal);
        Assert.Equal(999, MessageText.Of("x" + string.Concat(Enumerable.Repeat("\ud83d\ude00", 2000))).Length);
        Assert.Equal(shown, MessageText.Of(shown));
    }

    [Theory]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u200F')]
    public void A_character_that_turns_a_line_round_cannot_stand_in_a_recipe(char character)
    {
        var findings = new FindingBag();
        RecipeReader.ReadOptimizer("x.optimizer.yaml", $"optimizer: A\nsummary: a{character}b\nchain: [Adam]\n", findings);

        Assert.Equal($"x.optimizer.yaml(2,11): error SSC0203: The character U+{(int)character:X4} cannot stand in a recipe; remove it", Assert.Single(findings.Findings).ToString());
    }
}
