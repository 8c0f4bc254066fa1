using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>Functions of the rule language that no single TorchSharp operation is: NaN and the sign of zero are the rule's.</summary>
public static class TensorMath
{
    /// <summary>1 for x &gt; 0, -1 for x &lt; 0, else x.</summary>
    public static Tensor Sign(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor zero = zeros_like(x);
        Tensor one = zero + 1f;
        return where(x.gt(zero), one, where(x.lt(zero), zero - 1f, x));
    }

    /// <summary>a if a &gt; b or a is NaN, else b.</summary>
    public static Tensor Max(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return where(a.gt(b).logical_or(a.isnan()), a, b);
    }

    /// <summary>a if a &lt; b or a is NaN, else b.</summary>
    public static Tensor Min(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return where(a.lt(b).logical_or(a.isnan()), a, b);
    }
}
