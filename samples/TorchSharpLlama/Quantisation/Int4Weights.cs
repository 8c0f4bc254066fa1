using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>INT4, asymmetric: 16 evenly spaced numbers from the smallest to the largest of a group, one of which is 0.</summary>
public sealed class Int4Weights : IFakeQuantiser
{
    private const float Highest = 15;
    private const float SmallestRange = 1e-5f;

    /// <inheritdoc/>
    public Tensor Quantise(Tensor groups)
    {
        Tensor low = groups.amin([1], keepdim: true).clamp_max(0f);
        Tensor high = groups.amax([1], keepdim: true).clamp_min(0f);
        Tensor step = (high - low).clamp_min(SmallestRange) / Highest;
        Tensor zero = (low.neg() / step).round().clamp(0f, Highest);
        return ((groups / step).round().add(zero).clamp(0f, Highest) - zero) * step;
    }
}
