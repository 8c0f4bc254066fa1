using Microsoft.CodeAnalysis;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Recipes with damage of every kind: the generator reports, and never fails.</summary>
public class MutationTests
{
    private const string Alphabet = "\n\r\t :#-[]{}(),.'\"|&*!%@\\\0\u2028\ufeffé0aZ_^<=>";

    private static void AssertReportsOrEmits(Project project, string what)
    {
        Outcome outcome = project.Run();

        Assert.True(outcome.Result.Exception is null, $"{what}\n{outcome.Result.Exception}");
        Assert.True(outcome.Diagnostics.All(line => !line.Contains("SSC0000", StringComparison.Ordinal)), $"{what}\n{string.Join('\n', outcome.Diagnostics)}");
        bool hasErrors = outcome.Result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.True(hasErrors || outcome.Sources.Count > 0, what);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Damaged_recipes_are_reported(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            string optimizer = Damage("optimizer: Halved\nlr: { default: 0.1 }\nchain:\n  - Halve: { factor: 0.25 }\n  - Adam\n", random);
            string transform = Damage(Texts.Halve, random);
            Project project = Project.Empty.WithRecipe("/r/a.optimizer.yaml", optimizer).WithRecipe("/r/halve.transform.yaml", transform);
            AssertReportsOrEmits(project, optimizer + "\n---\n" + transform);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("optimizer:")]
    [InlineData("optimizer: [a, b\nx: }\n")]
    [InlineData("- a\n- b\n")]
    [InlineData("a: *nope\n")]
    [InlineData("? [x]\n: y\n")]
    [InlineData("optimizer: A\nchain: [A]\n")]
    [InlineData("optimizer: A\nchain: *x\n")]
    [InlineData("optimizer: A\nchain: [Apply, Apply]\n")]
    [InlineData("transform: A\nrule: |\n  g = g\n")]
    public void Recipes_that_are_none_are_reported(string text)
    {
        Outcome outcome = Project.Empty.WithRecipe("/r/a.optimizer.yaml", text).Run();

        Assert.Null(outcome.Result.Exception);
        Assert.Empty(outcome.Sources);
        Assert.NotEmpty(outcome.Diagnostics);
        Assert.All(outcome.Diagnostics, line => Assert.StartsWith("/r/a.optimizer.yaml(", line, StringComparison.Ordinal));
        Assert.All(outcome.Diagnostics, line => Assert.DoesNotContain("SSC0000", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(",,,")]
    [InlineData("eps")]
    [InlineData("eps: ")]
    [InlineData(": 1")]
    [InlineData("eps: ((((")]
    [InlineData("eps: )))), x: 1")]
    [InlineData("eps: 1e999")]
    [InlineData("eps: \\u0000\\n\\t")]
    public void Damaged_settings_are_reported(string settings)
    {
        string source = $"using StableSpamCompose.Attributes;\n[Optimizer, Adam(Bind = \"{settings}\")] partial class A;";
        Outcome outcome = Project.Empty.WithSource("/r/A.cs", source).Run();

        Assert.Null(outcome.Result.Exception);
        Assert.NotEmpty(outcome.Diagnostics);
        Assert.All(outcome.Diagnostics, line => Assert.StartsWith("/r/A.cs(2,", line, StringComparison.Ordinal));
        Assert.All(outcome.Diagnostics, line => Assert.DoesNotContain("SSC0000", line, StringComparison.Ordinal));
    }

    private static string Damage(string text, Random random)
    {
        for (int i = random.Next(4); i > 0; i--)
        {
            int at = random.Next(text.Length + 1);
            int length = random.Next(Math.Min(6, text.Length - at) + 1);
            string insertion = random.Next(3) == 0 ? "" : Alphabet[random.Next(Alphabet.Length)].ToString();
            text = text[..at] + insertion + text[(at + length)..];
        }
        return text;
    }
}
