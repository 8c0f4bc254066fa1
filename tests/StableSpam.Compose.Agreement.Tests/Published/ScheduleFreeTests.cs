namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Schedule-free training by its three sequences, of which a recipe keeps two.</summary>
public class ScheduleFreeTests
{
    private static readonly Dictionary<string, PublishedRule> Rules = new()
    {
        ["ScheduleFreeSgd"] = new(new() { ["momentum"] = 0.8, ["weight_decay"] = 0.1, ["warmup_steps"] = 5 }, Sgd),
        ["ScheduleFreeAdamW"] = new(
            new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1, ["warmup_steps"] = 5 }, AdamW),
    };

    public static TheoryData<string> Optimizers => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreter_agrees_with_the_rule_written_by_hand(string optimizer) => Rules[optimizer].AssertAgrees(optimizer);

    private static ElementStep Sgd(Dictionary<string, double> h, double initial) =>
        Average(initial, h["momentum"], h["warmup_steps"], (k, y, g) => g + h["weight_decay"] * y);

    private static ElementStep AdamW(Dictionary<string, double> h, double initial)
    {
        double v = 0;
        return Average(initial, h["beta1"], h["warmup_steps"], (k, y, g) =>
        {
            v = h["beta2"] * v + (1 - h["beta2"]) * g * g;
            return g / (Math.Sqrt(v / (1 - Math.Pow(h["beta2"], k))) + h["eps"]) + h["weight_decay"] * y;
        });
    }

    private static ElementStep Average(double initial, double beta, double warmup, Func<int, double, double, double> direction)
    {
        double z = initial, x = initial, squares = 0;
        return (k, lr, y, g) =>
        {
            double rate = lr * Math.Min(1, k / warmup);
            z -= rate * direction(k, y, g);
            squares += rate * rate;
            double c = rate * rate / squares;
            x = (1 - c) * x + c * z;
            return (1 - beta) * z + beta * x;
        };
    }
}
