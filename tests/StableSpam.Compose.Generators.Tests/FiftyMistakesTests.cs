using System.Text.RegularExpressions;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>A project of fifty recipes, each with a mistake of its own kind: fifty diagnostics, each at its place, and nothing else.</summary>
public partial class FiftyMistakesTests
{
    private static readonly string[] Optimizers =
    [
        "optimizer: A\nchain: [Apply]\nchain: [Lion]\n",
        "optimizer: A\n\tchain: [Apply]\n",
        "optimizer: A\nlr: { default: 1, range: [0, 1) }\nchain: [Apply]\n",
        "# nothing but a comment\n",
        "- Apply\n",
        "optimizer: A\nchain: [Apply]\n---\noptimizer: B\nchain: [Apply]\n",
        "optimizer: A\nchain: &chain [Apply]\n",
        "optimizer: !name A\nchain: [Apply]\n",
        "optimizer: A\nchian: [Apply]\nchain: [Apply]\n",
        "optimizer: A\n",
        "optimizer: A\nsummary:\nchain: [Apply]\n",
        "optimizer: A\nchain: Apply\n",
        "transform: A\nrule: |\n  g = g\n",
        "optimizer: A\nchain: []\n",
        "optimizer: A\nchain:\n  - Lion:\n    beta1: 0.9\n",
        "optimizer: adam_w\nchain: [Apply]\n",
        "optimizer: A\nhyperparameters:\n  Eps: { default: 1 }\nchain:\n  - Lion: { beta1: Eps }\n",
        "optimizer: A\nhyperparameters:\n  lr: { default: 1 }\nchain:\n  - Lion: { beta1: lr }\n",
        "optimizer: A\nhyperparameters:\n  eps: { default: many }\nchain:\n  - Lion: { beta1: eps }\n",
        "optimizer: A\nhyperparameters:\n  steps: { default: 1.5, type: int }\nchain:\n  - MoRet: { interval: steps }\n  - Lion\n",
        "optimizer: A\nlr: { default: 2, range: \"[0, 1]\" }\nchain: [Apply]\n",
        "optimizer: A\nlr: { default: 1, range: \"0..1\" }\nchain: [Apply]\n",
        "optimizer: A\nlr: { default: 1, range: \"(1, 1)\" }\nchain: [Apply]\n",
        "optimizer: A\nchain: [Lionn]\n",
        "optimizer: A\nchain: [Lion, Lion]\n",
        "optimizer: A\nchain:\n  - Lion: { beta3: 1 }\n",
        "optimizer: A\nchain:\n  - Adam: { amsgrad: maybe }\n",
        "optimizer: A\nchain:\n  - Lion: { beta1: 1 }\n",
        "optimizer: A\nchain:\n  - Lion: { beta1: { fixed: t } }\n",
        "optimizer: A\nchain: [AdaGN, Adam]\n",
        "optimizer: A\nhyperparameters:\n  beta1: { default: 0.5 }\nchain:\n  - Lion: { beta2: beta1 }\n",
        "optimizer: A\nhyperparameters:\n  nesterov: { default: true }\nchain: [Apply]\n",
        "optimizer: A\nchain: [Apply, { Apply: { as: Again } }]\n",
        "optimizer: A\nhyperparameters:\n  idle: { default: 1 }\nchain: [Apply]\n",
        "optimizer: A\nchain: [Lion]\nrelations: [ \"beta1 < beta3\" ]\n",
        "optimizer: A\nchain: [Lion]\nrelations: [ \"beta1 > beta2\" ]\n",
        "optimizer: A\nchain: [Lion, MoRet]\n",
        "optimizer: A\nchain: [AdaGN, AdaClip, Lion]\n",
        "optimizer: A\nchain: [Lion]\nbudget: { passes: 0 }\n",
        "optimizer: Step\nchain: [Lion]\n",
    ];

    private static readonly string[] Rules =
    [
        "g = g $ 2",
        "g = 1.2.3 * g",
        "g == g",
        "grad = g",
        "g = (g + 1",
        "g = if 0 < g < 1 then g else 0",
        "g = tanhh(g)",
        "g = max(g)",
        "g = g * beta",
        "g = if g then 1 else 0",
    ];

    [GeneratedRegex(@"(?<file>/r/\w+\.\w+\.yaml)\(\d+,\d+\): (error|warning) (?<id>SSC\d+): .+")]
    private static partial Regex Line();

    [Fact]
    public Task Each_has_its_diagnostic()
    {
        Project project = Project.Empty;
        for (int i = 0; i < Optimizers.Length; i++)
            project = project.WithRecipe($"/r/m{i:00}.optimizer.yaml", Optimizers[i].Replace("optimizer: A\n", $"optimizer: M{i:00}\n", StringComparison.Ordinal));
        for (int i = 0; i < Rules.Length; i++)
            project = project.WithRecipe($"/r/m{Optimizers.Length + i}.transform.yaml", $"transform: M{Optimizers.Length + i}\nrule: |\n  u = g\n  {Rules[i]}\n");

        string[] diagnostics = [.. project.Run().Diagnostics.Order(StringComparer.Ordinal)];

        Match[] lines = [.. diagnostics.Select(diagnostic => Line().Match(diagnostic))];
        Assert.Equal(50, lines.Select(line => line.Groups["file"].Value).Distinct().Count());
        Assert.Equal(50, lines.Select(line => line.Groups["id"].Value).Distinct().Count());
        Assert.Equal(50, diagnostics.Length);
        return Verify(string.Join('\n', diagnostics));
    }
}
