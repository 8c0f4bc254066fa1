using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>The range that a group is quantised in when its two largest magnitudes are kept as they are.</summary>
internal static class LargestOfGroup
{
    private const float SmallestRange = 1e-6f;
    private const int Kept = 2;

    /// <summary>The largest magnitude after those that are kept: [groups, 1].</summary>
    public static Tensor Range(Tensor groups)
    {
        (Tensor largest, _) = groups.abs().topk(Kept + 1, 1);
        return largest.narrow(1, Kept, 1).clamp_min(SmallestRange);
    }

    /// <summary>Puts back what lies beyond the range.</summary>
    public static Tensor Restore(Tensor groups, Tensor rounded, Tensor range) => where(groups.abs().gt(range), groups, rounded);
}
