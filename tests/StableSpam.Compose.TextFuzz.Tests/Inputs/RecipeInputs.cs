namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>An optimizer file and a transform file of each seed.</summary>
internal static class RecipeInputs
{
    /// <summary>Files that are broken anywhere, or made by the grammar.</summary>
    public static FuzzInput Files(int seed)
    {
        var random = new Random(seed);
        (string optimizer, string transform) = random.Once(2) ? RecipeGrammar.Make(random) : Shipped(random);
        if (!random.Once(3))
        {
            if (random.Once(2)) optimizer = new TextMutation(random, ShippedRecipes.Optimizers).Mutate(optimizer);
            else transform = new TextMutation(random, ShippedRecipes.Transforms).Mutate(transform);
        }
        return Input(optimizer, transform, random);
    }

    /// <summary>Files whose rule alone is broken: by tokens, so that much of it can still be compiled.</summary>
    public static FuzzInput Rules(int seed)
    {
        var random = new Random(seed);
        (string optimizer, string transform) = random.Once(3) ? RecipeGrammar.Make(random) : Shipped(random);
        int rule = transform.IndexOf("rule:", StringComparison.Ordinal);
        if (rule >= 0) transform = transform[..rule] + "rule:" + new TextMutation(random, ShippedRecipes.Transforms).MutateTokens(transform[(rule + 5)..]);
        return Input(optimizer, transform, random);
    }

    // A transform of the library under a name of its own, and an optimizer that uses it where it used the library's.
    private static (string Optimizer, string Transform) Shipped(Random random)
    {
        string transform = random.Pick(ShippedRecipes.Transforms);
        string name = NameOf(transform);
        string renamed = transform.Replace("transform: " + name, "transform: Own", StringComparison.Ordinal);
        string[] users = [.. ShippedRecipes.Optimizers.Where(optimizer => optimizer.Contains(name, StringComparison.Ordinal))];
        if (users.Length == 0 || random.Once(3)) return (random.Once(3) ? random.Pick(ShippedRecipes.Optimizers) : $"optimizer: Fuzzed\nchain: [Own]\n", renamed);
        return (random.Pick(users).Replace(name, "Own", StringComparison.Ordinal), renamed);
    }

    private static string NameOf(string transform)
    {
        const string Key = "transform: ";
        int start = transform.IndexOf(Key, StringComparison.Ordinal) + Key.Length;
        return transform[start..].Split('\n')[0].Trim();
    }

    private static FuzzInput Input(string optimizer, string transform, Random random) => new(
        [new InputFile(FuzzInput.OptimizerPath, optimizer), new InputFile(FuzzInput.TransformPath, transform)], IsForTorchSharp: random.Once(4));
}
