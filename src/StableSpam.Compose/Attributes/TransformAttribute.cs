namespace StableSpamCompose.Attributes;

/// <summary>
/// Declares a transform in C#: its name and its rule. On a class with <see cref="OptimizerAttribute"/> it is a link of the chain
/// as well, at its place among the others; on any other class it is declared alone. Every chain of the project may name it.
/// </summary>
/// <example>
/// <code>
/// [Optimizer]
/// [Transform("PeakClip", """
///     peak      = amax(abs(g))
///     threshold = keep * threshold + (1 - keep) * peak
///     g         = clamp(g, -threshold, threshold)
///     """)]
/// [Hyperparameter("keep", 0.99, Range = "[0, 1)", Of = "PeakClip")]
/// [State("threshold", Per.Tensor, Of = "PeakClip")]
/// [Adam]
/// public sealed partial class PeakClippedAdam;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TransformAttribute : ChainLinkAttribute
{
    /// <summary>Uses a transform that has no attribute of its own: one that a file or another class declares.</summary>
    /// <param name="name">Its name.</param>
    public TransformAttribute(string name) => Name = name;

    /// <summary>Declares a transform.</summary>
    /// <param name="name">Its name: a capital letter, then letters and digits.</param>
    /// <param name="rule">Its rule, one statement a line, written out as a string so that a mistake in it has a place.</param>
    public TransformAttribute(string name, string rule)
        : this(name) => Rule = rule;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its rule.</summary>
    public string? Rule { get; }

    /// <summary>Its rule for tensors of two dimensions and more, where there is one for each shape.</summary>
    public string? Matrix { get; set; }

    /// <summary>Its rule for the other tensors, where there is one for each shape.</summary>
    public string? Vector { get; set; }

    /// <summary>One line of what it does.</summary>
    public string? Summary { get; set; }

    /// <summary>Paper and equation, or program, that it is from.</summary>
    public string? Source { get; set; }

    /// <summary>How rows and columns are taken of a tensor: <c>batched</c> or <c>flattened</c>.</summary>
    public string? View { get; set; }

    /// <summary>
    /// How the parameter is rounded when it is stored in fewer bits than fp32: <c>nearest</c> or <c>stochastic</c>. A transform that
    /// says it needs no rule.
    /// </summary>
    public string? ParameterRounding { get; set; }

    /// <summary>What the chance of <see cref="ParameterRounding"/> is drawn from, an expression of step values: <c>seed</c>.</summary>
    public string? ParameterSeed { get; set; }

    /// <summary>Whether the rule moves <c>w</c> itself, so that the chain applies nothing.</summary>
    public bool AppliesItself { get; set; }

    /// <summary>Whether it takes the place of the library's transform of its name.</summary>
    public bool Replaces { get; set; }
}
