namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules that scale by the norms of a tensor.</summary>
public class TensorNormTests
{
    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["AblationAdaGNSpikeClip"] = new(
            new() { ["eps"] = 1e-3, ["gamma1"] = 0.6, ["gamma2"] = 0.9, ["interval"] = 7, ["grace"] = 3, ["threshold"] = 1.5, ["beta1"] = 0.8, ["beta2"] = 0.95 },
            AdaGNSpikeClip),
        ["Lamb"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, Lamb),
        ["Lars"] = new(new() { ["momentum"] = 0.8, ["weight_decay"] = 0.1, ["trust"] = 0.2 }, Lars),
        ["NovoGrad"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.9, ["eps"] = 1e-3, ["weight_decay"] = 0.1 }, NovoGrad),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static TensorStep AdaGNSpikeClip(Dictionary<string, double> h, double[] initial)
    {
        double average = 0, squares = 0;
        double[] m = new double[initial.Length], v = new double[initial.Length];
        return (k, lr, w, g) =>
        {
            double size = Norm(g);
            average = h["gamma1"] * average + (1 - h["gamma1"]) * size;
            squares = h["gamma2"] * squares + (1 - h["gamma2"]) * size * size;
            double goal = average / (1 - Math.Pow(h["gamma1"], k)) / (Math.Sqrt(squares / (1 - Math.Pow(h["gamma2"], k))) + h["eps"]);
            for (int i = 0; i < w.Length; i++)
            {
                double u = size > 0 ? g[i] * goal / size : 0, most = Math.Sqrt(h["threshold"] * v[i]);
                if (k % h["interval"] >= h["grace"] && Math.Abs(u) > most) u = Math.CopySign(most, u);
                m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * u;
                v[i] = h["beta2"] * v[i] + (1 - h["beta2"]) * u * u;
                w[i] -= lr * m[i] / (1 - Math.Pow(h["beta1"], k)) / (Math.Sqrt(v[i] / (1 - Math.Pow(h["beta2"], k))) + h["eps"]);
            }
        };
    }

    private static TensorStep Lamb(Dictionary<string, double> h, double[] initial)
    {
        double[] m = new double[initial.Length], v = new double[initial.Length], update = new double[initial.Length];
        return (k, lr, w, g) =>
        {
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * g[i];
                v[i] = h["beta2"] * v[i] + (1 - h["beta2"]) * g[i] * g[i];
                double ratio = m[i] / (1 - Math.Pow(h["beta1"], k)) / (Math.Sqrt(v[i] / (1 - Math.Pow(h["beta2"], k))) + h["eps"]);
                update[i] = ratio + h["weight_decay"] * w[i];
            }
            double trust = Norm(w) > 0 ? Norm(w) / Norm(update) : 1;
            for (int i = 0; i < w.Length; i++) w[i] -= lr * trust * update[i];
        };
    }

    private static TensorStep Lars(Dictionary<string, double> h, double[] initial)
    {
        var velocity = new double[initial.Length];
        return (k, lr, w, g) =>
        {
            double local = Norm(w) > 0 ? h["trust"] * Norm(w) / (Norm(g) + h["weight_decay"] * Norm(w)) : 1;
            for (int i = 0; i < w.Length; i++)
            {
                velocity[i] = h["momentum"] * velocity[i] + lr * local * (g[i] + h["weight_decay"] * w[i]);
                w[i] -= velocity[i];
            }
        };
    }

    private static TensorStep NovoGrad(Dictionary<string, double> h, double[] initial)
    {
        double v = 0;
        var m = new double[initial.Length];
        return (k, lr, w, g) =>
        {
            double squared = g.Sum(component => component * component);
            v = k == 1 ? squared : h["beta2"] * v + (1 - h["beta2"]) * squared;
            for (int i = 0; i < w.Length; i++)
            {
                m[i] = h["beta1"] * m[i] + g[i] / (Math.Sqrt(v) + h["eps"]) + h["weight_decay"] * w[i];
                w[i] -= lr * m[i];
            }
        };
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(component => component * component));
}
