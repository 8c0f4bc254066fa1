using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>A step of a published rule on a whole tensor: moves <paramref name="w"/>; <paramref name="k"/> counts from 1.</summary>
internal delegate void TensorStep(int k, double lr, double[] w, double[] g);

/// <summary>A step of a published rule on one component: the new weight.</summary>
internal delegate double ElementStep(int k, double lr, double w, double g);

/// <summary>An update rule as it was published, written by hand in double, apart from recipes and the interpreter.</summary>
internal sealed class PublishedRule
{
    private const int Steps = 20;
    private const double Bound = 1e-12;

    // One component alone, several, matrices, and weights of zero, which have no norm to scale by.
    private static readonly (long[] Shape, double[] Weights)[] Initial =
    [
        ([1], [0.4]),
        ([7], [0.7, -0.2, 1.1, -0.9, 0.05, -1.6, 0.3]),
        ([3], [0, 0, 0]),
        ([3, 4], [0.6, -0.4, 0.9, 0.2, -1.3, 0.8, 0.1, -0.7, 0.5, 1.2, -0.1, -0.6]),
        ([2, 3, 2], [0.3, -0.8, 0.45, 1.4, -0.25, 0.9, -1.1, 0.15, 0.65, -0.55, 0.85, -0.35]),
        ([2, 2], [0, 0, 0, 0]),
    ];

    private readonly Dictionary<string, double> _settings;
    private readonly Func<Dictionary<string, double>, long[], double[], TensorStep> _start;

    /// <param name="settings">Every hyperparameter, at values that tell where each is used.</param>
    /// <param name="start">Gives the steps of a tensor, from the settings, its shape and its first weights.</param>
    public PublishedRule(Dictionary<string, double> settings, Func<Dictionary<string, double>, long[], double[], TensorStep> start)
    {
        _settings = settings;
        _start = start;
    }

    /// <summary>A rule that does not look at shapes.</summary>
    public PublishedRule(Dictionary<string, double> settings, Func<Dictionary<string, double>, double[], TensorStep> start)
        : this(settings, (all, _, initial) => start(all, initial))
    {
    }

    /// <summary>A rule that treats each component by itself.</summary>
    public PublishedRule(Dictionary<string, double> settings, Func<Dictionary<string, double>, double, ElementStep> start)
        : this(settings, (all, initial) =>
        {
            ElementStep[] steps = [.. initial.Select(weight => start(all, weight))];
            return (k, lr, w, g) =>
            {
                for (int i = 0; i < w.Length; i++) w[i] = steps[i](k, lr, w[i], g[i]);
            };
        })
    {
    }

    /// <summary>Runs the library's <paramref name="optimizer"/> on the interpreter beside this rule.</summary>
    /// <returns>The interpreter's parameters after the last step, for what else is to be looked at.</returns>
    public IReadOnlyList<InterpretedParameter> AssertAgrees(string optimizer)
    {
        var programs = LibraryPrograms.Lower(optimizer);
        Assert.Equal(programs[0].Hyperparameters.Select(slot => slot.Name).Order(), _settings.Keys.Order());
        var interpreter = new InterpretedOptimizer(programs, NumberMode.Double);
        var group = new InterpretedGroup(programs[0]);
        foreach ((string name, double value) in _settings) group[name] = value;
        InterpretedParameter[] actual = [.. Initial.Select((tensor, i) => new InterpretedParameter($"p{i}", tensor.Shape, tensor.Weights))];
        foreach (InterpretedParameter parameter in actual) interpreter.Add(parameter, group);

        double[][] expected = [.. Initial.Select(tensor => tensor.Weights.ToArray())];
        TensorStep[] steps = [.. Initial.Select(tensor => _start(_settings, tensor.Shape, tensor.Weights))];
        for (int k = 1; k <= Steps; k++)
        {
            group.LearningRate = LearningRate(k);
            for (int p = 0; p < actual.Length; p++)
            {
                double[] gradient = Gradient(k, p);
                gradient.CopyTo(actual[p].Gradient, 0);
                steps[p](k, LearningRate(k), expected[p], gradient);
            }
            interpreter.Step();
            for (int p = 0; p < actual.Length; p++) AssertClose(expected[p], actual[p].Value, $"{optimizer}, step {k}, p{p}");
        }
        return actual;
    }

    /// <summary>Whether the numbers are the same but for rounding.</summary>
    public static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]);
            bool isClose = error <= Bound * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(isClose, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }

    // It changes on the way, so that a rule which applies it in the wrong place is seen.
    private static double LearningRate(int k) => k <= 12 ? 0.05 : 0.02;

    // Ordinary gradients, a step of zeros and a spike.
    private static double[] Gradient(int k, int tensor)
    {
        var random = new Random((100 * tensor) + k);
        double scale = k == 9 ? 0 : k == 14 ? 100 : 1;
        return [.. Initial[tensor].Weights.Select(_ => scale * ((2 * random.NextDouble()) - 0.8))];
    }
}
