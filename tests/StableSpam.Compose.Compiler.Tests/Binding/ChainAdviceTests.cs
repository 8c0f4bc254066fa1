using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Binding;

/// <summary>Warnings of chains that compile, and probably do not what was meant.</summary>
public class ChainAdviceTests
{
    private const string Own = "optimizer: A\nchain: [Own]\n";

    private static string Transform(string state, string rule) => $"transform: Own\nstate:\n  {state}\nrule: |\n  {rule}\n";

    [Theory]
    [InlineData("s: { per: tensor }", "g = min(g, s)", "t0.transform.yaml(3,3): warning SSC0480:")]
    [InlineData("s: { per: tensor, initial: 2 }", "g = min(g, s)", "t0.transform.yaml(3,3): warning SSC0480:")]
    [InlineData("s: { per: element }", "s = g", "t0.transform.yaml(3,3): warning SSC0481:")]
    public void A_state_that_does_nothing_is_a_warning(string state, string rule, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Recipe.AdviceOn(Own, Transform(state, rule))), StringComparison.Ordinal);

    [Theory]
    [InlineData("s: { per: tensor }", "s = max(s, norm(g))")]
    [InlineData("s: { per: element, initial: w }", "g = w - s")]
    [InlineData("s: { per: element, role: second moment }", "s = g^2")]
    public void A_state_that_does_something_is_none(string state, string rule) => Assert.Empty(Recipe.AdviceOn(Own, Transform(state, rule)));

    [Theory]
    [InlineData("[MoRet, Apply]", "(2,9): warning SSC0482:")]
    [InlineData("[Lion, MoRet]", "(2,15): warning SSC0482:")]
    [InlineData("[AdaGN, AdaClip, Lion]", "(2,16): warning SSC0484: 'AdaClip' stands after 'AdaGN' and belongs before it;")]
    [InlineData("[MoRet: { interval: 9 }, Adam]", "(2,28): warning SSC0483: 'MoRet' resets every 9 steps, but the fastest average that it clears takes about 10 steps to form")]
    [InlineData("[MoRet: { interval: 99 }, Lion]", "(2,28): warning SSC0483: 'MoRet' resets every 99 steps, but the fastest average that it clears takes about 100 steps to form")]
    [InlineData("[MoRet: { interval: 9, at: end }, Adam: { beta1: { fixed: 0.9 } }]", "(2,28): warning SSC0483:")]
    public void A_chain_that_does_nothing_of_use_is_a_warning(string chain, string expected)
    {
        string advice = Assert.Single(Recipe.AdviceOn($"optimizer: A\nchain: {chain}\n"));

        // What lies in a transform of the library is shown there.
        if (!advice.Contains("SSC0482", StringComparison.Ordinal)) Assert.StartsWith("r.optimizer.yaml" + expected, advice, StringComparison.Ordinal);
        else Assert.Contains(expected[expected.IndexOf("warning", StringComparison.Ordinal)..], advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[AdaClip, AdaGN: { eps: { fixed: 1e-8 } }, MoRet, Adam]")]
    [InlineData("[MoRet: { interval: 10 }, Adam]")]
    [InlineData("[MoRet: { interval: 100 }, Lion]")]
    [InlineData("[MoRet: { interval: 0 }, Adam]")]
    [InlineData("[MoRet: { interval: 5 }, Adam: { beta1: \"0.5 * min(1, t)\" }]")]
    public void A_sound_chain_is_none(string chain) => Assert.Empty(Recipe.AdviceOn($"optimizer: A\nchain: {chain}\n"));

    [Theory]
    // An average of two steps that no reset clears, a moment that is no average, and resets by another clock than the optimizer's.
    [InlineData("a: { per: element }", "a = half * a + (1 - half) * g\n  g = g + a", 1)]
    [InlineData("a: { per: element, moment: true }", "a = half * g + a\n  g = g + a", 1)]
    [InlineData("a: { per: element, moment: true }", "a = half * a + (1 - half) * g\n  g = g + a", 0)]
    public void Only_averages_that_are_cleared_take_time_to_form(string state, string rule, int advised)
    {
        string transform = $"transform: Own\nhyperparameters: {{ half: {{ default: 0.5 }} }}\nstate: {{ {state} }}\nrule: |\n  {rule}\n";

        string[] advice = Recipe.AdviceOn("optimizer: A\nchain: [MoRet: { interval: 5 }, Own, Adam]\n", transform);

        Assert.Equal(advised, advice.Count(line => line.Contains("SSC0483: 'MoRet' resets every 5 steps, but the fastest average that it clears takes about 10", StringComparison.Ordinal)));
        Assert.Equal(advised, advice.Length);
    }

    [Theory]
    [InlineData("t", 1)]
    [InlineData("k", 0)]
    public void Intervals_are_of_the_optimizers_clock(string clock, int advised) => Assert.Equal(
        advised,
        Recipe.AdviceOn("optimizer: A\nchain: [Own, Adam]\n", $"transform: Own\nrule: |\n  reset moments when mod({clock}, 3) == 0\n").Length);

    [Fact]
    public void An_interval_of_the_optimizer_is_known_too()
    {
        const string Optimizer = "optimizer: A\nhyperparameters:\n  every: { type: int, default: 3 }\nchain:\n  - MoRet: { interval: every }\n  - Adam\n";

        Assert.StartsWith("r.optimizer.yaml(5,24): warning SSC0483:", Assert.Single(Recipe.AdviceOn(Optimizer)), StringComparison.Ordinal);
    }

    [Fact]
    public void No_optimizer_of_the_library_is_advised_of_anything()
    {
        foreach (OptimizerModel optimizer in RecipeLibrary.Optimizers.Values)
        {
            var findings = new FindingBag();
            RecipeCompiler.Compile(optimizer, RecipeLibrary.Transforms, findings);
            Assert.Empty(findings.Findings);
        }
    }
}
