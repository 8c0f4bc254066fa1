using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Algorithm 4 of Prodigy, over two param groups that find their distances apart.</summary>
public class ProdigyTests
{
    private const double Beta1 = 0.8, Beta2 = 0.95, Eps = 1e-4, D0 = 1e-2;

    [Fact]
    public void Every_group_finds_its_own_distance()
    {
        double[][] initial = [[0.4], [0.7, -0.2, 1.1, -0.9], [0.3, -1.6]];
        int[] groupOf = [0, 0, 1];
        var program = LibraryPrograms.Lower("Prodigy").Single();
        var interpreter = new InterpretedOptimizer(program, NumberMode.Double);
        InterpretedGroup[] groups = [.. new[] { 1, 0.5 }.Select(rate =>
            new InterpretedGroup(program) { LearningRate = rate, ["beta1"] = Beta1, ["beta2"] = Beta2, ["eps"] = Eps, ["d0"] = D0 })];
        InterpretedParameter[] actual = [.. initial.Select((w, i) => new InterpretedParameter($"p{i}", [w.Length], w))];
        for (int i = 0; i < actual.Length; i++) interpreter.Add(actual[i], groups[groupOf[i]]);
        Group[] published = [new Group(1, initial[0], initial[1]), new Group(0.5, initial[2])];

        for (int step = 1; step <= 40; step++)
        {
            foreach (InterpretedParameter parameter in actual)
            {
                // The gradient of a bowl around 2, with noise, so that the weights move away from where they began.
                var random = new Random((100 * step) + parameter.Value.Length);
                for (int i = 0; i < parameter.Value.Length; i++) parameter.Gradient[i] = parameter.Value[i] - 2 + (0.1 * random.NextDouble());
            }
            double[][] gradients = [.. actual.Select(parameter => parameter.Gradient.ToArray())];
            interpreter.Step();
            published[0].Step(gradients[0], gradients[1]);
            published[1].Step(gradients[2]);

            double[][] expected = [.. published.SelectMany(group => group.Weights)];
            for (int i = 0; i < actual.Length; i++) PublishedRule.AssertClose(expected[i], actual[i].Value, $"step {step}, p{i}");
            for (int i = 0; i < actual.Length; i++) PublishedRule.AssertClose([published[groupOf[i]].Distance], actual[i].State("Prodigy.d"), $"d in step {step}");
        }
        Assert.All(published, group => Assert.InRange(group.Distance, 10 * D0, 10));
    }

    private sealed class Group(double rate, params double[][] start)
    {
        private readonly double[][] _m = Zeros(start), _v = Zeros(start), _s = Zeros(start);
        private double _r;

        public double[][] Weights { get; } = [.. start.Select(w => w.ToArray())];

        public double Distance { get; private set; } = D0;

        public void Step(params double[][] g)
        {
            double d = Distance, root = Math.Sqrt(Beta2), inner = 0, far = 0;
            Each((t, i) => inner += g[t][i] * (start[t][i] - Weights[t][i]));
            _r = root * _r + (1 - root) * rate * d * d * inner;
            Each((t, i) =>
            {
                _m[t][i] = Beta1 * _m[t][i] + (1 - Beta1) * d * g[t][i];
                _v[t][i] = Beta2 * _v[t][i] + (1 - Beta2) * d * d * g[t][i] * g[t][i];
                _s[t][i] = root * _s[t][i] + (1 - root) * rate * d * d * g[t][i];
                far += Math.Abs(_s[t][i]);
                Weights[t][i] -= rate * d * _m[t][i] / (Math.Sqrt(_v[t][i]) + d * Eps);
            });
            Distance = Math.Max(d, _r / far);
        }

        private void Each(Action<int, int> act)
        {
            for (int t = 0; t < start.Length; t++)
            {
                for (int i = 0; i < start[t].Length; i++) act(t, i);
            }
        }

        private static double[][] Zeros(double[][] like) => [.. like.Select(w => new double[w.Length])];
    }
}
