using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>INT4, symmetric: the multiples k/7, -8 ≤ k ≤ 7, of the largest magnitude of a group after its first two, which are kept.</summary>
public sealed class Int4Activations : IFakeQuantiser
{
    private const float Highest = 7;

    /// <inheritdoc/>
    public Tensor Quantise(Tensor groups)
    {
        Tensor range = LargestOfGroup.Range(groups);
        Tensor rounded = (groups * Highest / range).round().clamp(-Highest - 1, Highest) * range / Highest;
        return LargestOfGroup.Restore(groups, rounded, range);
    }
}
