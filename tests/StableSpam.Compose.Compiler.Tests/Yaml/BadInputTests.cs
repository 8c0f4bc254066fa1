using System.Text.Json;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>No text makes the reader throw, and what it reports lies in the text.</summary>
public class BadInputTests
{
    private const string Path = "recipe.yaml";

    /// <summary>Texts that YAML libraries are known to trip over.</summary>
    public static TheoryData<string> Texts { get; } = new()
    {
        "", " ", "\n", "\r", "\uFEFF", "# only a comment", "---", "---\n---\n", "...", "%YAML 1.1\n---\n", "%TAG ! x\n", "%\n",
        "optimizer: [a, b\nx: }\n", "optimizer: \"a\n", "optimizer: 'a\n", "a: *nope\n", "a: 1\na: 2\n", "- a", "\t- a\n", "a:\n\tb: 1\n",
        "&x a: !t *q\n<<: *q\n", "? [a]\n: b\n", "? {a: b}\n: c\n", ": x\n", "?\n", "a: b: c\n", "a: @x", "a: `x", "a: %x", "a: x\u2028y\n",
        "a: x\u0085y\n", "a: |\n", "a: |9\n x\n", "a: |0\n x\n", "a: |\n\tx\n", "a: |\n    \n  x\n", "a: >-\n", "a: [{b: c]\n", "a: {b: [c}\n",
        "a: 1\n  b: 2\n", "a: \0", "\0", "{", "[", "}", "]", "{}", "[]", "{{}}", "[[", "{a", "{a:", "\"", "'", "|", ">", "!", "&", "*", "-", "?",
        ":", ",", "a: \"\\x\"", "a: \"\\ud800\"", "a: \"\\U00110000\"", "a: \"\\", "a: !<", "a: !!", "a: &", "a: *", "- - - - -", "a: - b",
        "optimizer:", "optimizer: {}\nchain: {}\n", "optimizer: A\nchain:\n- \n- - \n- ? x\n", "transform:", "transform: A\nrule:", "rule: |",
        "transform: A\nrule: [a]\n", "transform: A\nrule: { matrix: [a], vector: { a: b } }\n",
        "transform: A\nstate: { m: { per: [], initial: {} } }\nrule: apply\n", "transform: A\nrule: |\n \u00A0g = g\n",
        "optimizer: A\nchain: [ Adam: { eps: [1] }, { }, [ ] ]\nlr: x\nrelations: { a: b }\nhyperparameters: [ a ]\n",
        "optimizer: A\nhyperparameters: { a: { choices: [ [x], { y: z }, '' ], default: [] } }\nchain: [Adam]\n", "\ud83d", "a: \ud83d\n", "😀: 😀",
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void A_malformed_text_is_an_error_and_no_exception(string text)
    {
        Assert.True(ReadBothWays(text).HasErrors);
        Assert.True(ReadBothWays(text.Replace("\n", "\r\n")).HasErrors);
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_no_stack_overflow()
    {
        foreach (string opening in new[] { "[", "{a: ", "- ", "[{a: " })
        {
            Assert.True(ReadBothWays("a: " + string.Concat(Enumerable.Repeat(opening, 100_000))).HasErrors);
            Assert.True(ReadBothWays(string.Concat(Enumerable.Repeat(opening, 100_000))).HasErrors);
        }
    }

    public static TheoryData<string> RefusedRecipes { get; } = [.. ProbeRecipes.Refused];

    [Theory]
    [MemberData(nameof(RefusedRecipes))]
    public void A_recipe_to_be_refused_is_read(string recipe) => ReadBothWays(recipe);

    [Fact]
    public async Task Mutated_recipes_never_throw()
    {
        Task fuzz = Task.Run(() =>
        {
            string[] seeds = [.. RealRecipes.All, .. ProbeRecipes.Sound, .. ProbeRecipes.Refused];
            var random = new Random(20250222);
            for (int i = 0; i < 5_000; i++) ReadBothWays(RecipeMutation.Mutate(seeds[random.Next(seeds.Length)], seeds, random));
        });
        Assert.Same(fuzz, await Task.WhenAny(fuzz, Task.Delay(TimeSpan.FromMinutes(2))));
        await fuzz;
    }

    private static FindingBag ReadBothWays(string text)
    {
        var findings = new FindingBag();
        try
        {
            OptimizerModel? optimizer = RecipeReader.ReadOptimizer(Path, text, findings);
            Assert.True(optimizer is not null || findings.HasErrors, "No optimizer and no finding.");
            TransformModel? transform = RecipeReader.ReadTransform(Path, text, findings);
            Assert.True(transform is not null || findings.HasErrors, "No transform and no finding.");
            Assert.All(findings.Findings, finding => AssertLiesIn(text, finding));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"This text made the reader fail: {JsonSerializer.Serialize(text)}", failure);
        }
        return findings;
    }

    private static void AssertLiesIn(string text, Finding finding)
    {
        Assert.NotEmpty(finding.Message);
        Assert.InRange(finding.Span.Start, 0, text.Length);
        Assert.InRange(finding.Span.Start + finding.Span.Length, finding.Span.Start, text.Length);
        Assert.Equal(new LineMap(Path, text).Span(finding.Span.Start, finding.Span.Start + finding.Span.Length), finding.Span);
    }
}
