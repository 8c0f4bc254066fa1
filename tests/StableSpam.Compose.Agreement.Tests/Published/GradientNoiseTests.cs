namespace StableSpamCompose.Agreement.Tests.Published;

/// <summary>Adam on a noisy gradient, with the random numbers written out by hand from the definition of Philox.</summary>
public class GradientNoiseTests
{
    [Fact]
    public void The_noise_is_that_of_element_tensor_and_step()
    {
        uint tensors = 0;
        var rule = new PublishedRule(
            new() { ["beta1"] = 0.8, ["beta2"] = 0.95, ["eps"] = 1e-4, ["eta"] = 0.25, ["noise_fade"] = 0.6, ["seed"] = 5_000_000_123 },
            (Dictionary<string, double> h, double[] initial) => Adam(h, initial.Length, tensors++));
        rule.AssertAgrees("AdamGradientNoise");
    }

    private static TensorStep Adam(Dictionary<string, double> h, int length, uint tensor)
    {
        double[] m = new double[length], v = new double[length];
        return (k, lr, w, g) =>
        {
            for (int i = 0; i < w.Length; i++)
            {
                double noisy = g[i] + Math.Sqrt(h["eta"] / Math.Pow(k, h["noise_fade"])) * Normal((ulong)h["seed"], (uint)i, tensor, (uint)k);
                m[i] = h["beta1"] * m[i] + (1 - h["beta1"]) * noisy;
                v[i] = h["beta2"] * v[i] + (1 - h["beta2"]) * noisy * noisy;
                w[i] -= lr * (m[i] / (1 - Math.Pow(h["beta1"], k)) / (Math.Sqrt(v[i] / (1 - Math.Pow(h["beta2"], k))) + h["eps"]));
            }
        };
    }

    // Box and Muller over the first two words of the only stream; ten rounds of Salmon et al., section 3.3.
    private static double Normal(ulong seed, uint element, uint tensor, uint step)
    {
        (uint a, uint b, uint c, uint d) = (element, tensor, step, 0);
        (uint low, uint high) = ((uint)seed, (uint)(seed >> 32));
        for (int round = 1; round <= 10; round++)
        {
            ulong left = (ulong)a * 3528531795, right = (ulong)c * 3449720151;
            (a, b, c, d) = ((uint)(right >> 32) ^ b ^ low, (uint)right, (uint)(left >> 32) ^ d ^ high, (uint)left);
            low += 2654435769;
            high += 3144134277;
        }
        double first = ((a >> 8) + 1) / 16777216.0, second = (b >> 8) / 16777216.0;
        return Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second);
    }
}
