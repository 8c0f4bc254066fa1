namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules with first and second moments, from their papers; where a program is the source, the recipe says so.</summary>
public class AdamFamilyTests
{
    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["NAdam"] = new(
            new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1, ["momentum_decay"] = 0.3 }, NAdam),
        ["AdaBelief"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, AdaBelief),
        ["Yogi"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.7, ["eps"] = 1e-2, ["weight_decay"] = 0.1 }, Yogi),
        ["Adan"] = new(new() { ["beta1"] = 0.9, ["beta2"] = 0.8, ["beta3"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, Adan),
        ["AdEMAMix"] = new(
            new()
            {
                ["beta1"] = 0.8, ["beta2"] = 0.95, ["beta3"] = 0.99, ["alpha"] = 3, ["beta3_warmup"] = 15, ["alpha_warmup"] = 8,
                ["eps"] = 1e-4, ["weight_decay"] = 0.1,
            },
            AdEMAMix),
        ["ADOPT"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 0.3, ["weight_decay"] = 0.1 }, Adopt),
        ["LaProp"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, LaProp),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static ElementStep NAdam(Dictionary<string, double> h, double initial)
    {
        double m = 0, v = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            v = h["beta2"] * v + (1 - h["beta2"]) * g * g;
            double product = Enumerable.Range(1, k).Select(Momentum).Aggregate((a, b) => a * b);
            double ahead = Momentum(k + 1) * m / (1 - product * Momentum(k + 1)) + (1 - Momentum(k)) * g / (1 - product);
            return w - lr * ahead / (Math.Sqrt(v / (1 - Math.Pow(h["beta2"], k))) + h["eps"]);
        };

        double Momentum(int k) => h["beta1"] * (1 - 0.5 * Math.Pow(0.96, k * h["momentum_decay"]));
    }

    private static ElementStep AdaBelief(Dictionary<string, double> h, double initial)
    {
        double m = 0, s = 0;
        return (k, lr, w, g) =>
        {
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            s = h["beta2"] * s + (1 - h["beta2"]) * (g - m) * (g - m) + h["eps"];
            double root = (Math.Sqrt(s + 1e-15) + h["eps"]) / Math.Sqrt(1 - Math.Pow(h["beta2"], k));
            return w - lr * h["weight_decay"] * w - lr / (1 - Math.Pow(h["beta1"], k)) * m / root;
        };
    }

    private static ElementStep Yogi(Dictionary<string, double> h, double initial)
    {
        double m = 0, v = 1e-6;
        return (k, lr, w, g) =>
        {
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            v -= (1 - h["beta2"]) * Math.Sign(v - g * g) * g * g;
            return w - lr * h["weight_decay"] * w - lr * m / (Math.Sqrt(v) + h["eps"]);
        };
    }

    private static ElementStep Adan(Dictionary<string, double> h, double initial)
    {
        double m = 0, v = 0, n = 0, before = 0;
        return (k, lr, w, g) =>
        {
            double change = k == 1 ? 0 : g - before;
            before = g;
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            v = h["beta2"] * v + (1 - h["beta2"]) * change;
            n = h["beta3"] * n + (1 - h["beta3"]) * Math.Pow(g + h["beta2"] * change, 2);
            double rate = lr / (Math.Sqrt(n) / Math.Sqrt(1 - Math.Pow(h["beta3"], k)) + h["eps"]);
            double step = m / (1 - Math.Pow(h["beta1"], k)) + h["beta2"] * v / (1 - Math.Pow(h["beta2"], k));
            return (w - rate * step) / (1 + lr * h["weight_decay"]);
        };
    }

    private static ElementStep AdEMAMix(Dictionary<string, double> h, double initial)
    {
        double fast = 0, slow = 0, v = 0;
        return (t, lr, w, g) =>
        {
            double part = t / h["beta3_warmup"];
            (double first, double last) = (Math.Log(h["beta1"]), Math.Log(h["beta3"]));
            double beta3 = Math.Min(Math.Exp(first * last / ((1 - part) * last + part * first)), h["beta3"]);
            double alpha = Math.Min(t * h["alpha"] / h["alpha_warmup"], h["alpha"]);
            fast = h["beta1"] * fast + (1 - h["beta1"]) * g;
            slow = beta3 * slow + (1 - beta3) * g;
            v = h["beta2"] * v + (1 - h["beta2"]) * g * g;
            double root = Math.Sqrt(v / (1 - Math.Pow(h["beta2"], t))) + h["eps"];
            return w - lr * ((fast / (1 - Math.Pow(h["beta1"], t)) + alpha * slow) / root + h["weight_decay"] * w);
        };
    }

    private static ElementStep Adopt(Dictionary<string, double> h, double initial)
    {
        double m = 0, v = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            if (k == 1)
            {
                v = g * g;
                return w;
            }
            double limit = Math.Pow(k - 1, 0.25);
            m = h["beta1"] * m + (1 - h["beta1"]) * Math.Clamp(g / Math.Max(Math.Sqrt(v), h["eps"]), -limit, limit);
            v = h["beta2"] * v + (1 - h["beta2"]) * g * g;
            return w - lr * m;
        };
    }

    private static ElementStep LaProp(Dictionary<string, double> h, double initial)
    {
        double m = 0, n = 0;
        return (k, lr, w, g) =>
        {
            n = h["beta2"] * n + (1 - h["beta2"]) * g * g;
            m = h["beta1"] * m + (1 - h["beta1"]) * g / (Math.Sqrt(n / (1 - Math.Pow(h["beta2"], k))) + h["eps"]);
            return w - lr * h["weight_decay"] * w - lr * m / (1 - Math.Pow(h["beta1"], k));
        };
    }
}
