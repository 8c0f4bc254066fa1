namespace StableSpamCompose.Fuzz.Tests.Running;

/// <summary>Tensors of ragged lengths, and gradients that are ordinary, or of any size, or no numbers at all.</summary>
/// <param name="seed">What chance decides by.</param>
/// <param name="lengths">Elements of each tensor.</param>
/// <param name="steps">How many steps are taken.</param>
internal sealed class FuzzProblem(int seed, int[] lengths, int steps)
{
    private static readonly float[] Hostile =
    [
        0f, -0f, 1e-40f, -1e-45f, 1.17549435e-38f, 1e30f, -1e30f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
        float.NaN, 1f, -1f,
    ];

    /// <summary>Tails of every width, and the edges of tiles and chunks.</summary>
    public static FuzzProblem Ragged(int seed) => new(seed, [0, 1, 7, 129, 513, 4097], steps: 6);

    /// <summary>A tensor that is spread over threads.</summary>
    public static FuzzProblem Large(int seed) => new(seed, [16, 66_001], steps: 2);

    public IReadOnlyList<int> Lengths => lengths;

    public int Steps => steps;

    /// <summary>The sizes of a tensor, in one to three dimensions.</summary>
    public long[] Shape(int tensor) => [Lengths[tensor], .. Enumerable.Repeat(1L, tensor % 3)];

    public float[] Initial(int tensor)
    {
        var random = new Random((seed * 131) + tensor);
        return [.. Enumerable.Range(0, lengths[tensor]).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    /// <summary>A tensor now and then has no gradient.</summary>
    public bool HasGradient(int step, int tensor) => (seed + step + tensor) % 5 != 0;

    public float[] Gradient(int step, int tensor)
    {
        var random = new Random((((seed * 131) + tensor) * 131) + step);
        // In half of the tensors all gradients are ordinary, or else nothing but NaN would be compared after a while.
        int rareness = (seed + tensor) % 2 == 0 ? 0 : Math.Max(2, lengths[tensor] / 4);
        float[] among = (seed + tensor) % 4 == 1 ? Hostile[..6] : Hostile;
        var gradient = new float[lengths[tensor]];
        for (int i = 0; i < gradient.Length; i++)
        {
            double magnitude = Math.Pow(10, (random.NextDouble() * 6) - 4);
            gradient[i] = rareness > 0 && random.Next(rareness) == 0
                ? among[random.Next(among.Length)]
                : (float)((random.NextDouble() - 0.5) * magnitude);
        }
        return gradient;
    }

    /// <summary>Which of two param groups a tensor belongs to.</summary>
    public static int Group(int tensor) => tensor % 2;

    /// <summary>The learning rate of a group.</summary>
    public static double LearningRate(int group, double value) => group == 0 ? value : value / 2;

    /// <summary>What a hyperparameter is in a step: training changes some of them.</summary>
    public static double Setting(int step, int index, double value) => step == 4 && index % 2 == 0 ? value + 1 : value;
}
