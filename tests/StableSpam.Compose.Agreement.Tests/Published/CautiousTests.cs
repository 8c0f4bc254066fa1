namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Updates without what goes against the gradient.</summary>
public class CautiousTests
{
    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["CautiousAdamW"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, AdamW),
        ["CautiousLion"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["weight_decay"] = 0.1 }, Lion),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static TensorStep AdamW(Dictionary<string, double> h, double[] initial)
    {
        double[] m = new double[initial.Length], v = new double[initial.Length];
        return Masked(h["weight_decay"], (k, i, g) =>
        {
            m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * g;
            v[i] = h["beta2"] * v[i] + (1 - h["beta2"]) * g * g;
            return m[i] / (1 - Math.Pow(h["beta1"], k)) / (Math.Sqrt(v[i] / (1 - Math.Pow(h["beta2"], k))) + h["eps"]);
        });
    }

    private static TensorStep Lion(Dictionary<string, double> h, double[] initial)
    {
        var m = new double[initial.Length];
        return Masked(h["weight_decay"], (k, i, g) =>
        {
            double update = Math.Sign(h["beta1"] * m[i] + (1 - h["beta1"]) * g);
            m[i] = h["beta2"] * m[i] + (1 - h["beta2"]) * g;
            return update;
        });
    }

    private static TensorStep Masked(double decay, Func<int, int, double, double> direction) => (k, lr, w, g) =>
    {
        double[] update = [.. g.Select((component, i) => direction(k, i, component))];
        double rate = lr * w.Length / (update.Where((u, i) => u * g[i] > 0).Count() + 1);
        for (int i = 0; i < w.Length; i++)
        {
            if (update[i] * g[i] > 0) w[i] -= rate * update[i];
            w[i] -= lr * decay * w[i];
        }
    };
}
