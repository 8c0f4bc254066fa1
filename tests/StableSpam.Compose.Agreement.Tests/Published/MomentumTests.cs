namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules that sum or average gradients and divide by nothing that they keep.</summary>
public class MomentumTests
{
    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["AggMo"] = new(new() { ["beta1"] = 0.7, ["beta2"] = 0.95, ["weight_decay"] = 0.1 }, AggMo),
        ["QHM"] = new(new() { ["momentum"] = 0.8, ["nu"] = 0.6, ["weight_decay"] = 0.1 }, QuasiHyperbolic),
        ["Signum"] = new(new() { ["momentum"] = 0.7 }, (h, _) => Signum(h["momentum"], 0)),
        ["Tiger"] = new(new() { ["beta"] = 0.8, ["weight_decay"] = 0.1 }, (h, _) => Signum(h["beta"], h["weight_decay"])),
        ["MADGRAD"] = new(new() { ["momentum"] = 0.8, ["weight_decay"] = 0.1, ["eps"] = 1e-3 }, Madgrad),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static ElementStep AggMo(Dictionary<string, double> h, double initial)
    {
        double[] damping = [0, h["beta1"], h["beta2"]];
        var velocity = new double[3];
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            for (int i = 0; i < 3; i++) velocity[i] = damping[i] * velocity[i] - g;
            return w + lr / 3 * velocity.Sum();
        };
    }

    private static ElementStep QuasiHyperbolic(Dictionary<string, double> h, double initial)
    {
        double average = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            average = h["momentum"] * average + (1 - h["momentum"]) * g;
            return w - lr * ((1 - h["nu"]) * g + h["nu"] * average);
        };
    }

    private static ElementStep Signum(double beta, double decay)
    {
        double m = 0;
        return (k, lr, w, g) =>
        {
            m = beta * m + (1 - beta) * g;
            return w - lr * (Math.Sign(m) + decay * w);
        };
    }

    private static ElementStep Madgrad(Dictionary<string, double> h, double initial)
    {
        double s = 0, v = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            double weight = lr * Math.Sqrt(k);
            s += weight * g;
            v += weight * g * g;
            double z = initial - s / (Math.Cbrt(v) + h["eps"]);
            return h["momentum"] * w + (1 - h["momentum"]) * z;
        };
    }
}
