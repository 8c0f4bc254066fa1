namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>The moving average of the weights: it starts from the first step's, and the training does not see it.</summary>
public class WeightAverageTests
{
    [Fact]
    public void The_average_follows_the_weights_after_each_step()
    {
        var averages = new List<double[]>();
        var rule = new PublishedRule(
            new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1, ["ema_decay"] = 0.7 },
            (Dictionary<string, double> h, double[] initial) => AdamW(h, initial, averages));

        var parameters = rule.AssertAgrees("AdamWEma");

        Assert.Equal(averages.Count, parameters.Count);
        for (int i = 0; i < averages.Count; i++)
        {
            double[] actual = parameters[i].State("WeightAverage.average");
            PublishedRule.AssertClose(averages[i], actual, $"average of {parameters[i].Name}");
        }
    }

    private static TensorStep AdamW(Dictionary<string, double> h, double[] initial, List<double[]> averages)
    {
        double[] m = new double[initial.Length], v = new double[initial.Length], average = new double[initial.Length];
        averages.Add(average);
        return (k, lr, w, g) =>
        {
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * g[i];
                v[i] = h["beta2"] * v[i] + (1 - h["beta2"]) * g[i] * g[i];
                double root = Math.Sqrt(v[i] / (1 - Math.Pow(h["beta2"], k))) + h["eps"];
                w[i] -= lr * (m[i] / (1 - Math.Pow(h["beta1"], k)) / root + h["weight_decay"] * w[i]);
                average[i] = k == 1 ? w[i] : h["ema_decay"] * average[i] + (1 - h["ema_decay"]) * w[i];
            }
        };
    }
}
