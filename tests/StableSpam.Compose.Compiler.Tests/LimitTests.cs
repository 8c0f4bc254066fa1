using StableSpamCompose.Compiler.Tests.Yaml;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests;

/// <summary>What is larger than any optimizer is refused with one reason, and what is just within the limits is compiled.</summary>
public class LimitTests
{
    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));

    public static TheoryData<string, string, string> TooLarge { get; } = new()
    {
        { "SSC0550", Recipes.OfX, Lines(1700, i => $"g = g + {i}") },
        { "SSC0550", Recipes.OfX, Lines(90, i => $"g = g^{int.MaxValue - i}") },
        { "SSC0551", Recipes.OfX, Lines(33, _ => "g = g / norm(g)") },
        { "SSC0551", Recipes.OfX, Lines(17, _ => "g = g / norm(g, over: all)") },
        { "SSC0552", Recipes.OfX, Lines(250, i => $"g = g + {i}") + "\n" + Lines(30, _ => "g = g / norm(g)") },
        { "SSC0433", $"optimizer: O\nchains: [{string.Join(", ", Enumerable.Range(0, 17).Select(i => $"{{ match: x{i}, chain: [X] }}"))}]\nchain: [X]\n", "g = 2 * g" },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void What_is_larger_has_one_reason(string id, string optimizer, string rule)
    {
        var findings = new FindingBag();
        var transform = RecipeReader.ReadTransform("x.transform.yaml", Recipes.Transform(rule), findings)!;
        var model = RecipeReader.ReadOptimizer("x.optimizer.yaml", optimizer, findings)!;

        Assert.Null(RecipeCompiler.Compile(model, RecipeLibrary.Transforms.With([transform], findings), findings));

        Assert.Equal(id, Assert.Single(findings.Findings).Kind.Id);
    }

    [Fact]
    public void What_is_as_large_as_allowed_is_compiled()
    {
        Assert.Single(Recipes.Compile(Recipes.OfX, Recipes.Transform(Lines(960, i => $"g = g + {i}"))).Plan.Passes);
        Assert.Equal(RecipeLimits.Levels, Recipes.Compile(Recipes.OfX, Recipes.Transform(Lines(31, _ => "g = g / norm(g)"))).Plan.Levels.Count);
        string chains = $"optimizer: O\nchains: [{string.Join(", ", Enumerable.Range(0, 16).Select(i => $"{{ match: x{i}, chain: [X] }}"))}]\nchain: [X]\n";
        Assert.Equal(17, Recipes.Compile(chains, Recipes.Transform("g = 2 * g")).Programs.Count);
    }

    [Fact]
    public void A_name_of_every_kind_is_no_longer_than_it_may_be()
    {
        string longest = new('a', RecipeLimits.NameLength);
        string name = "A" + longest[1..];
        Recipes.Compile($"optimizer: {name}\nchain: [X]\n", $"transform: X\nhyperparameters: {{ {longest}: {{ default: 1 }} }}\nrule: |\n  b{longest[1..]} = {longest}\n  g = g * b{longest[1..]}\n");

        foreach (string text in new[]
        {
            $"optimizer: {name}a\nchain: [Apply]\n", $"optimizer: O\nhyperparameters: {{ {longest}a: {{ default: 1 }} }}\nchain: [Apply]\n",
            $"optimizer: O\nchain: [Apply: {{ as: {name}a }}]\n", $"optimizer: O\nchain: [Apply: {{ x: {longest}a }}]\n",
        })
        {
            var findings = new FindingBag();
            RecipeReader.ReadOptimizer("x.optimizer.yaml", text, findings);
            Assert.Equal("SSC0107", Assert.Single(findings.Findings).Kind.Id);
        }
    }

    [Fact]
    public void What_is_wrong_thousands_of_times_is_told_often_enough()
    {
        var findings = new FindingBag();
        RecipeReader.ReadTransform("x.transform.yaml", Recipes.Transform("g = " + string.Concat(Enumerable.Repeat("$ ", 30_000))), findings);

        Assert.Equal(1000, findings.Findings.Count);
        findings.Report(FindingCatalog.UnreadHyperparameter, SourceSpan.None, "x");
        Assert.Equal(1001, findings.Findings.Count);
    }
}
