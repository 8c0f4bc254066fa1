namespace StableSpamCompose.Attributes;

/// <summary>
/// Puts a transform into the chain of a class with <see cref="OptimizerAttribute"/>. A hyperparameter that is written becomes a
/// constructor parameter with that default; so does one that is left out, with the transform's own.
/// </summary>
/// <remarks>
/// The transform is the one that the class is called after: <c>AdaClipAttribute</c> is AdaClip, its property <c>Gamma3</c> the
/// hyperparameter <c>gamma3</c>. A project's own transform has an attribute when a class derives from this one; without one it is
/// named by <see cref="TransformAttribute"/>.
/// </remarks>
public abstract class ChainLinkAttribute : Attribute
{
    /// <summary>
    /// The parameters whose chain it stands in, by a pattern for the whole name: <c>*</c> stands for any characters, <c>?</c> for one.
    /// The pattern that is written first takes what it matches, and transforms without one take the rest.
    /// </summary>
    public string? Parameters { get; set; }

    /// <summary>The name under which this use of the transform saves its state; needed where a transform stands twice in a chain.</summary>
    public string? As { get; set; }

    /// <summary>Hyperparameters by name, as numbers or as expressions of the optimizer's own: <c>eps: eps, gamma1: 0.5 * gamma1</c>.</summary>
    public string? Bind { get; set; }

    /// <summary>Hyperparameters that are baked in rather than taken by the constructor: <c>eps: 1e-8</c>.</summary>
    public string? Fixed { get; set; }
}
