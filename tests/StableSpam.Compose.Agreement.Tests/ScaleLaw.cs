namespace StableSpamCompose.Agreement.Tests;

/// <summary>What an optimizer makes of gradients that are all larger by one factor.</summary>
internal enum ScaleLaw
{
    /// <summary>The weights do not change: it steps by ratios of gradients.</summary>
    Invariant,

    /// <summary>If the weights are larger by the factor too, they stay so: it steps by multiples of gradients.</summary>
    Linear,

    /// <summary>Neither.</summary>
    None,
}
