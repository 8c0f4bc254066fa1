namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Rules of torch.optim at settings that no record has: other decays, and weight decay.</summary>
public class TorchTests
{
    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["RMSprop"] = new(
            new() { ["alpha"] = 0.9, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, (h, _) => RMSprop(h, centered: false)),
        ["RMSpropMomentum"] = new(
            new() { ["alpha"] = 0.9, ["eps"] = 1e-4, ["weight_decay"] = 0.1, ["momentum"] = 0.7 }, (h, _) => RMSprop(h, centered: false)),
        ["RMSpropCentered"] = new(
            new() { ["alpha"] = 0.9, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, (h, _) => RMSprop(h, centered: true)),
        ["RMSpropCenteredMomentum"] = new(
            new() { ["alpha"] = 0.9, ["eps"] = 1e-4, ["weight_decay"] = 0.1, ["momentum"] = 0.7 }, (h, _) => RMSprop(h, centered: true)),
        ["Adagrad"] = new(
            new() { ["lr_decay"] = 0.2, ["weight_decay"] = 0.1, ["initial_accumulator_value"] = 0.3, ["eps"] = 1e-4 }, Adagrad),
        ["Adadelta"] = new(new() { ["rho"] = 0.8, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, Adadelta),
        ["Adamax"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.9, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, Adamax),
        ["RAdam"] = new(new() { ["beta1"] = 0.8, ["beta2"] = 0.99, ["eps"] = 1e-4, ["weight_decay"] = 0.1 }, RAdam),
        ["Rprop"] = new(
            new() { ["eta_minus"] = 0.4, ["eta_plus"] = 1.3, ["step_size_min"] = 0.02, ["step_size_max"] = 0.1 }, Rprop),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static ElementStep RMSprop(Dictionary<string, double> h, bool centered)
    {
        double v = 0, mean = 0, buffer = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            v = h["alpha"] * v + (1 - h["alpha"]) * g * g;
            mean = h["alpha"] * mean + (1 - h["alpha"]) * g;
            buffer = h.GetValueOrDefault("momentum") * buffer + g / (Math.Sqrt(v - (centered ? mean * mean : 0)) + h["eps"]);
            return w - lr * buffer;
        };
    }

    private static ElementStep Adagrad(Dictionary<string, double> h, double initial)
    {
        double sum = h["initial_accumulator_value"];
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            sum += g * g;
            return w - lr / (1 + (k - 1) * h["lr_decay"]) * g / (Math.Sqrt(sum) + h["eps"]);
        };
    }

    private static ElementStep Adadelta(Dictionary<string, double> h, double initial)
    {
        double squares = 0, deltas = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            squares = h["rho"] * squares + (1 - h["rho"]) * g * g;
            double delta = Math.Sqrt(deltas + h["eps"]) / Math.Sqrt(squares + h["eps"]) * g;
            deltas = h["rho"] * deltas + (1 - h["rho"]) * delta * delta;
            return w - lr * delta;
        };
    }

    private static ElementStep Adamax(Dictionary<string, double> h, double initial)
    {
        double m = 0, u = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            u = Math.Max(h["beta2"] * u, Math.Abs(g) + h["eps"]);
            return w - lr / (1 - Math.Pow(h["beta1"], k)) * m / u;
        };
    }

    private static ElementStep RAdam(Dictionary<string, double> h, double initial)
    {
        double m = 0, v = 0;
        return (k, lr, w, g) =>
        {
            g += h["weight_decay"] * w;
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            v = h["beta2"] * v + (1 - h["beta2"]) * g * g;
            double average = m / (1 - Math.Pow(h["beta1"], k));
            double power = Math.Pow(h["beta2"], k);
            double far = 2 / (1 - h["beta2"]) - 1;
            double length = far - 2 * k * power / (1 - power);
            if (length <= 5) return w - lr * average;
            double rectified = Math.Sqrt((length - 4) * (length - 2) * far / ((far - 4) * (far - 2) * length));
            return w - lr * average * rectified * Math.Sqrt(1 - power) / (Math.Sqrt(v) + h["eps"]);
        };
    }

    private static ElementStep Rprop(Dictionary<string, double> h, double initial)
    {
        double before = 0, size = 0;
        return (k, lr, w, g) =>
        {
            if (k == 1) size = lr;
            if (g * before > 0) size *= h["eta_plus"];
            if (g * before < 0) size *= h["eta_minus"];
            size = Math.Clamp(size, h["step_size_min"], h["step_size_max"]);
            before = g * before < 0 ? 0 : g;
            return w - Math.Sign(before) * size;
        };
    }
}
