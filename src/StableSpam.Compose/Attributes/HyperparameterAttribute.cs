namespace StableSpamCompose.Attributes;

/// <summary>
/// Declares a hyperparameter of the optimizer itself, which transforms read through <see cref="TransformAttribute.Bind"/>.
/// </summary>
/// <param name="name">Its name, in <c>snake_case</c>.</param>
/// <param name="value">Its default.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HyperparameterAttribute(string name, double value) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its default.</summary>
    public double Default { get; } = value;

    /// <summary>What it may be, as <c>[0, 1)</c>; anything where it is not given.</summary>
    public string? Range { get; set; }

    /// <summary>One line of what it does.</summary>
    public string? Summary { get; set; }

    /// <summary>Whether it takes whole numbers only.</summary>
    public bool IsInteger { get; set; }
}
