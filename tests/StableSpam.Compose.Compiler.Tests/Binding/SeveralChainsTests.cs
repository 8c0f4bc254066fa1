using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Binding;

/// <summary>Chains by name: who takes which parameters, and one constructor for all.</summary>
public class SeveralChainsTests
{
    private const string Plain = "transform: X\nhyperparameters: { h: { default: 1, range: \"[0, 2]\" } }\nrule: |\n  g = h * g\n";

    [Fact]
    public void Chains_come_in_the_order_in_which_names_are_looked_up()
    {
        IReadOnlyList<BoundChain> chains = Recipes.BindAll(
            "optimizer: O\nchain: [Apply]\nchains:\n  - { match: \"*norm*\", chain: [Adam] }\n  - { match: \"b?\", chain: [X, Y] }\n",
            Plain, "transform: Y\nstate: { s: { per: element, for: vector } }\nrule:\n  vector: |\n    s = g\n");

        Assert.Equal(
            [(0, "*norm*", ShapeCase.Any), (1, "b?", ShapeCase.Matrix), (1, "b?", ShapeCase.Vector), (2, "*", ShapeCase.Any)],
            chains.Select(chain => (chain.Case.Chain, chain.Case.Match, chain.Case.Shape)));
        Assert.All(chains, chain => Assert.True(chain.IsOneOfSeveral));
        Assert.Equal(["Adam", "X, Y", "X, Y", "Apply"], chains.Select(chain => string.Join(", ", chain.Transforms.Select(transform => transform.Name))));
        Assert.Equal([0, 1], chains.Skip(1).Take(2).Select(chain => chain.Transforms[1].States.Count));
    }

    [Fact]
    public void One_chain_is_for_all_parameters()
    {
        BoundChain chain = Recipes.Bind("optimizer: O\nchain: [Adam]\nchains: []\n");
        Assert.Equal((ParameterCase.All, false), (chain.Case, chain.IsOneOfSeveral));
    }

    [Fact]
    public void What_a_transform_takes_on_several_chains_the_constructor_takes_once()
    {
        IReadOnlyList<BoundChain> chains = Recipes.BindAll(
            "optimizer: O\nhyperparameters: { top: { default: 0.5 } }\nchains:\n  - { match: a, chain: [ X, Adam: { beta1: 0.5 } ] }\nchain: [ AdaClip: { gamma3: top }, Adam: { beta1: 0.5, eps: 1e-8 }, X ]\n",
            Plain);

        Assert.All(chains, chain => Assert.Equal(["top", "h", "beta1", "beta2", "eps"], chain.Hyperparameters.Select(slot => slot.Name)));
        Assert.Equal([1, 1], chains.Select(chain => Slot(chain, "X", "h")));
        Assert.Equal([4, 4], chains.Select(chain => Slot(chain, "Adam", "eps")));
    }

    [Theory]
    [InlineData("chain: [ ⟦X⟧ ]\nchains: [ { match: a, chain: [ X: { h: 0.5 } ] } ]")]
    [InlineData("chain: [ X: { ⟦h⟧: 0.5 } ]\nchains: [ { match: a, chain: [X] } ]")]
    public void A_transform_has_one_default_on_all_chains(string marked) =>
        Assert.Contains("is one constructor parameter for all chains", Recipes.FindsOne(FindingCatalog.DefaultsDiffer, "optimizer: O\n" + marked + "\n", Plain));

    [Theory]
    [InlineData("chain: [Apply]\nchains: [ { match: a, chain: [X] }, { match: b, chain: [ ⟦X⟧: { as: Y } ] } ]")]
    [InlineData("chain: [ ⟦X⟧: { as: Y } ]\nchains: [ { match: b, chain: [X] } ]")]
    public void Transforms_of_two_names_do_not_share(string marked) =>
        Recipes.FindsOne(FindingCatalog.TwoOfOneName, "optimizer: O\n" + marked + "\n", Plain);

    [Theory]
    [InlineData("chain: [Apply]\nchains: [ { match: \"a*\", chain: [Apply] }, { match: ⟦\"abc\"⟧, chain: [Apply] } ]", "'abc'", "'a*'")]
    [InlineData("chain: [Apply]\nchains: [ { match: \"*n*\", chain: [Apply] }, { match: x, chain: [Apply] }, { match: ⟦\"*norm?\"⟧, chain: [Apply] } ]", "'*norm?'", "'*n*'")]
    [InlineData("chain: ⟦[Apply]⟧\nchains: [ { match: x, chain: [Apply] }, { match: \"*\", chain: [Apply] } ]", "'chain:'", "'*'")]
    public void A_chain_that_no_parameter_comes_to_is_refused(string marked, string chain, string taker)
    {
        string message = Recipes.FindsOne(FindingCatalog.ChainOfNoParameter, "optimizer: O\n" + marked + "\n");
        Assert.Contains($"left for {chain}:", message);
        Assert.Contains($"and {taker} above", message);
    }

    [Theory]
    [InlineData("chain: [Apply]\nchains: [ { match: a, chain: [ ⟦Adm⟧ ] } ]")]
    [InlineData("chain: [ ⟦Adm⟧ ]\nchains: [ { match: a, chain: [ Apply ] } ]")]
    public void Each_chain_names_transforms(string marked) => Recipes.FindsOne(FindingCatalog.UnknownTransform, "optimizer: O\n" + marked + "\n");

    [Fact]
    public void Each_chain_applies_its_update_once()
    {
        Assert.Equal(3, Recipes.BindAll("optimizer: O\nchain: [Apply]\nchains: [ { match: a, chain: [Apply] }, { match: b, chain: [Apply] } ]\n").Count);
        Recipes.FindsOne(FindingCatalog.AppliedTwice, "optimizer: O\nchain: [Apply]\nchains: [ { match: a, chain: [ Apply, ⟦Apply⟧: { as: B } ] } ]\n");
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "*", true)]
    [InlineData("*", "a?b*", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "a*bc", true)]
    [InlineData("a?", "a?", true)]
    [InlineData("a?", "ab", true)]
    [InlineData("*a*b*", "xayb", true)]
    [InlineData("", "", true)]
    [InlineData("a?", "a*", false)]
    [InlineData("a*", "?a", false)]
    [InlineData("a", "?", false)]
    [InlineData("a", "a*", false)]
    [InlineData("ab", "a", false)]
    [InlineData("", "a", false)]
    [InlineData("*a*b*", "xbya", false)]
    [InlineData("a*c", "abcd", false)]
    public void A_pattern_covers_another(string wide, string narrow, bool covers) => Assert.Equal(covers, NamePattern.Covers(wide, narrow));

    [Theory]
    [InlineData("MatrixProgram")]
    [InlineData("VectorProgram")]
    [InlineData("Chain1Program")]
    [InlineData("Chain12MatrixProgram")]
    public void An_optimizer_does_not_have_the_name_of_a_program(string name) =>
        Recipes.FindsOne(FindingCatalog.HidesMember, $"optimizer: ⟦{name}⟧\nchain: [Apply]\n");

    private static int Slot(BoundChain chain, string transform, string number) =>
        ((FromConstructor)chain.Transforms.Single(link => link.Name == transform).Hyperparameters.Single(found => found.Name == number)).Slot;
}
