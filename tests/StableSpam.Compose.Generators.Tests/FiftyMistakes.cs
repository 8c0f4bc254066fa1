namespace StableSpamCompose.Generators.Tests;

/// <summary>Fifty recipes, each with a mistake of its own kind.</summary>
internal static class FiftyMistakes
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

    /// <summary>The recipes: file name and text.</summary>
    public static IEnumerable<(string File, string Text)> Recipes =>
        Optimizers.Select((text, i) => ($"m{i:00}.optimizer.yaml", text.Replace("optimizer: A\n", $"optimizer: M{i:00}\n", StringComparison.Ordinal)))
            .Concat(Rules.Select((rule, i) => ($"m{Optimizers.Length + i}.transform.yaml", $"transform: M{Optimizers.Length + i}\nrule: |\n  u = g\n  {rule}\n")));
}
