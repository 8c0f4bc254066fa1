namespace StableSpamCompose.Bits;

/// <summary>Random tensors and gradients that try what compilers get wrong: ragged tails, tile and chunk edges, resets, spikes.</summary>
/// <param name="shapes">Dimensions of each tensor.</param>
/// <param name="steps">How many steps there are.</param>
/// <param name="seed">Of the random numbers.</param>
public sealed class BitProblem(long[][] shapes, int steps, int seed)
{
    private readonly int[] _lengths = [.. shapes.Select(shape => (int)shape.Aggregate(1L, (length, dimension) => length * dimension))];

    /// <summary>Many small tensors, a reset and a restart on the way, gradients missing now and then.</summary>
    public static BitProblem Ragged { get; } = new(
        [
            [1], [0], [3], [7], [16], [31], [127], [128], [129], [511], [512], [513], [4095], [4096], [4097], [9001],
            [], [1, 1], [3, 5], [0, 4], [4, 0], [65, 70], [2, 4099], [700, 3], [2, 65, 9], [4, 3, 2, 2],
        ],
        steps: 12, seed: 1);

    /// <summary>Tensors that are spread over threads, between small ones.</summary>
    public static BitProblem Large { get; } = new([[33], [70_001], [4096], [300, 270]], steps: 3, seed: 2);

    /// <summary>Both.</summary>
    public static IReadOnlyList<BitProblem> All { get; } = [Ragged, Large];

    public IReadOnlyList<int> Lengths => _lengths;

    public int Steps => steps;

    public ReadOnlySpan<long> Shape(int tensor) => shapes[tensor];

    public float[] Initial(int tensor)
    {
        var random = new Random((seed * 1000) + tensor);
        return [.. Enumerable.Range(0, _lengths[tensor]).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    public bool HasGradient(int step, int tensor) => (step + tensor) % 5 != 0 || _lengths[tensor] > 9000;

    /// <summary>Gradients over many magnitudes; in every third step a spike, in every seventh all zero.</summary>
    public float[] Gradient(int step, int tensor)
    {
        var random = new Random((((seed * 1000) + tensor) * 1000) + step);
        var gradient = new float[_lengths[tensor]];
        for (int i = 0; i < gradient.Length; i++)
        {
            double magnitude = Math.Pow(10, (random.NextDouble() * 6) - 4);
            gradient[i] = step % 7 == 0 ? 0 : (float)((random.NextDouble() - 0.5) * magnitude * (step % 3 == 0 && i % 97 == 5 ? 1000 : 1));
        }
        return gradient;
    }

    /// <summary>Settings that make resets and schedules happen within the steps, for hyperparameters that an optimizer has.</summary>
    public static Dictionary<string, double> Settings(IEnumerable<string> hyperparameters)
    {
        var wanted = new Dictionary<string, double>
        {
            ["lr"] = 0.01, ["interval"] = 4, ["total_steps"] = 10, ["weight_decay"] = 0.1, ["dampening"] = 0.25,
        };
        return wanted.Where(setting => setting.Key == "lr" || hyperparameters.Contains(setting.Key)).ToDictionary();
    }
}
