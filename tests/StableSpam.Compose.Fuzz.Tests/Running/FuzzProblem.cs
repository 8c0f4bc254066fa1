namespace StableSpamCompose.Fuzz.Tests.Running;

/// <summary>Tensors of ragged sizes, and gradients that are ordinary, or of any size, or no numbers at all.</summary>
/// <param name="seed">What chance decides by.</param>
/// <param name="shapes">The sizes of each tensor.</param>
/// <param name="steps">How many steps are taken.</param>
internal sealed class FuzzProblem(int seed, long[][] shapes, int steps)
{
    private readonly int[] _lengths = [.. shapes.Select(shape => (int)shape.Aggregate(1L, (length, size) => length * size))];

    private static readonly float[] Hostile =
    [
        0f, -0f, 1e-40f, -1e-45f, 1.17549435e-38f, 1e30f, -1e30f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
        float.NaN, 1f, -1f,
    ];

    /// <summary>Tails of every width, the edges of tiles and chunks, of slabs of rows, and matrices with nothing in them.</summary>
    public static FuzzProblem Ragged(int seed) =>
        new(seed, [[0], [], [7], [3, 43], [9, 3, 19], [4097], [2, 70, 33], [3, 0], [1, 1]], steps: 6);

    /// <summary>Tensors that are spread over threads.</summary>
    public static FuzzProblem Large(int seed) => new(seed, [[16], [66_001], [133, 511]], steps: 2);

    public IReadOnlyList<int> Lengths => _lengths;

    public int Steps => steps;

    /// <summary>The sizes of a tensor, in one to three dimensions.</summary>
    public long[] Shape(int tensor) => shapes[tensor];

    /// <summary>Elements of a tensor's blocks; 0 leaves them to its shape.</summary>
    public long BlockLength(int tensor) => tensor % 2 == 0 ? 0 : 5 + (24 * tensor);

    public float[] Initial(int tensor)
    {
        var random = new Random((seed * 131) + tensor);
        return [.. Enumerable.Range(0, _lengths[tensor]).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    /// <summary>A tensor now and then has no gradient.</summary>
    public bool HasGradient(int step, int tensor) => (seed + step + tensor) % 5 != 0;

    public float[] Gradient(int step, int tensor)
    {
        var random = new Random((((seed * 131) + tensor) * 131) + step);
        // In half of the tensors all gradients are ordinary, or else nothing but NaN would be compared after a while.
        int rareness = (seed + tensor) % 2 == 0 ? 0 : Math.Max(2, _lengths[tensor] / 4);
        float[] among = (seed + tensor) % 4 == 1 ? Hostile[..6] : Hostile;
        var gradient = new float[_lengths[tensor]];
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
