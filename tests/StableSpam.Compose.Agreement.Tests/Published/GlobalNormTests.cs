using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules that clip by the norm of all tensors together.</summary>
public class GlobalNormTests
{
    private const int Steps = 12;
    private const double Beta1 = 0.9, Beta2 = 0.999, Gamma3 = 0.9, LearningRate = 0.05;

    public static TheoryData<string> Optimizers => ["AdamGradClip", "AblationGradClipAdaClip"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer)
    {
        bool adaClip = optimizer != "AdamGradClip";
        var programs = LibraryPrograms.Lower(optimizer);
        var interpreter = new InterpretedOptimizer(programs, NumberMode.Double);
        var group = new InterpretedGroup(programs[0]) { LearningRate = LearningRate };
        if (adaClip) group["gamma3"] = Gamma3;
        double eps = group["eps"];

        double[][] w = [[0.4], [0.7, -0.2, 1.1, -0.9, 0.05]];
        double[][] m = [new double[1], new double[5]], v = [new double[1], new double[5]];
        double[] thresholds = new double[2];
        InterpretedParameter[] actual = [.. w.Select((weights, p) => new InterpretedParameter($"p{p}", [weights.Length], weights))];
        foreach (InterpretedParameter parameter in actual) interpreter.Add(parameter, group);
        for (int k = 1; k <= Steps; k++)
        {
            var random = new Random(k);
            // Some steps are clipped and some are not.
            double[][] g = [.. w.Select(weights => weights.Select(_ => (random.NextDouble() - 0.4) * (k % 3)).ToArray())];
            for (int p = 0; p < w.Length; p++) g[p].CopyTo(actual[p].Gradient, 0);
            double norm = Math.Sqrt(g.Sum(tensor => tensor.Sum(component => component * component)));
            double clip = Math.Min(1, 1 / (norm + 1e-6));
            for (int p = 0; p < w.Length; p++)
            {
                double[] u = [.. g[p].Select(component => component * clip)];
                double peak = u.Max(Math.Abs);
                thresholds[p] = Gamma3 * thresholds[p] + (1 - Gamma3) * peak;
                double limit = thresholds[p] / (1 - Math.Pow(Gamma3, k));
                for (int i = 0; i < u.Length; i++)
                {
                    if (adaClip && Math.Abs(u[i]) > limit) u[i] = u[i] / peak * limit;
                    m[p][i] = Beta1 * m[p][i] + (1 - Beta1) * u[i];
                    v[p][i] = Beta2 * v[p][i] + (1 - Beta2) * u[i] * u[i];
                    w[p][i] -= LearningRate * m[p][i] / (1 - Math.Pow(Beta1, k)) / (Math.Sqrt(v[p][i] / (1 - Math.Pow(Beta2, k))) + eps);
                }
            }
            interpreter.Step();
            for (int p = 0; p < w.Length; p++) PublishedRule.AssertClose(w[p], actual[p].Value, $"{optimizer}, step {k}, p{p}");
        }
    }
}
