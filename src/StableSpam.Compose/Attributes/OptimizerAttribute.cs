namespace StableSpamCompose.Attributes;

/// <summary>
/// Makes a partial class an optimizer: the attributes of transforms on it are the chain, from the gradient down, or several chains
/// of parameters by name (<see cref="ChainLinkAttribute.Parameters"/>).
/// </summary>
/// <example>
/// <code>
/// [Optimizer]
/// [AdaClip(Gamma3 = 0.999)]
/// [AdaGN]
/// [MoRet(Interval = 500)]
/// [Lion(Beta1 = 0.95)]
/// public sealed partial class SpikeProofLion;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OptimizerAttribute : Attribute
{
    /// <summary>One line of what it does; becomes the documentation of the class.</summary>
    public string? Summary { get; set; }

    /// <summary>Paper and equation, or program, that it is from.</summary>
    public string? Source { get; set; }

    /// <summary>Default of the learning rate.</summary>
    public double Lr { get; set; } = 1e-3;

    /// <summary>What the learning rate may be, as <c>[0, 1]</c>.</summary>
    public string LrRange { get; set; } = "[0, inf)";

    /// <summary>What goes wrong outside the learning rate's range, for messages.</summary>
    public string? LrWhy { get; set; }

    /// <summary>One line of what the learning rate is.</summary>
    public string? LrSummary { get; set; }
}
