using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>
/// FP4 E1M2: the 15 multiples k/7, |k| ≤ 7, of the largest magnitude of a group after its first two, which are kept.
/// </summary>
public sealed class Fp4 : IFakeQuantiser
{
    private const float Levels = 7;

    /// <inheritdoc/>
    public Tensor Quantise(Tensor groups)
    {
        Tensor range = LargestOfGroup.Range(groups);
        Tensor step = range / Levels;
        return LargestOfGroup.Restore(groups, (groups / step).round() * step, range);
    }
}
