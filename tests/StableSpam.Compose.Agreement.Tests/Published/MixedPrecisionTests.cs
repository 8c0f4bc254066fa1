namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>What is there for numbers in few bits does, in exact numbers, what AdamW does.</summary>
public class MixedPrecisionTests
{
    public static TheoryData<string> Optimizers => ["AdamWMasterWeights", "CompactAdamW"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void In_exact_numbers_it_is_AdamW(string optimizer)
    {
        var settings = new Dictionary<string, double> { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["weight_decay"] = 0.1 };
        if (optimizer == "CompactAdamW") settings["seed"] = 3;
        new PublishedRule(settings, (Dictionary<string, double> h, double _) => AdamW(h)).AssertAgrees(optimizer);
    }

    private static ElementStep AdamW(Dictionary<string, double> h)
    {
        double m = 0, v = 0;
        return (k, lr, w, g) =>
        {
            m = h["beta1"] * m + (1 - h["beta1"]) * g;
            v = h["beta2"] * v + (1 - h["beta2"]) * g * g;
            double root = Math.Sqrt(v / (1 - Math.Pow(h["beta2"], k))) + h["eps"];
            return w - lr * (m / (1 - Math.Pow(h["beta1"], k)) / root + h["weight_decay"] * w);
        };
    }
}
