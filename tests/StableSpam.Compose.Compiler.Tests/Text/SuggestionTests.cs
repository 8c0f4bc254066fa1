using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Text;

public class SuggestionTests
{
    private static readonly string[] Names = ["beta1", "beta2", "eps", "amsgrad", "lr", "g", "threshold"];

    [Theory]
    [InlineData("amsgrda", "amsgrad")]
    [InlineData("amsgra", "amsgrad")]
    [InlineData("amsggrad", "amsgrad")]
    [InlineData("esp", "eps")]
    [InlineData("Eps", "eps")]
    [InlineData("treshhold", "threshold")]
    [InlineData("beta11", "beta1")]
    [InlineData("lr1", "lr")]
    [InlineData("G", "g")]
    [InlineData("beta", null)]
    [InlineData("beta3", null)]
    [InlineData("x", null)]
    [InlineData("momentum", null)]
    [InlineData("", null)]
    public void The_closest_name_is_suggested_if_there_is_one(string name, string? expected) => Assert.Equal(expected, Suggestion.Nearest(name, Names));

    [Fact]
    public void A_name_that_differs_in_case_alone_comes_before_one_with_another_letter() =>
        Assert.Equal("Adam", Suggestion.Nearest("adam", ["Adam", "adan"]));

    [Fact]
    public void Letter_case_decides_between_names_that_are_equally_far() =>
        Assert.Equal("Eps2", Suggestion.Nearest("Eps1", ["eps3", "Eps2"]));

    [Fact]
    public void The_same_candidate_twice_is_no_tie() => Assert.Equal("eps", Suggestion.Nearest("epss", ["eps", "eps"]));

    [Fact]
    public void A_suggestion_is_a_question_or_nothing()
    {
        Assert.Equal("; did you mean 'eps'?", Suggestion.DidYouMean("epss", Names));
        Assert.Equal("", Suggestion.DidYouMean("momentum", Names));
        Assert.Equal("", Suggestion.DidYouMean("momentum", []));
    }

    [Fact]
    public void Long_names_take_no_time() => Assert.Null(Suggestion.Nearest(new string('x', 1_000_000), Names));
}
