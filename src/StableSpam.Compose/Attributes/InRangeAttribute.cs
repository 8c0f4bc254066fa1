namespace StableSpamCompose.Attributes;

/// <summary>
/// Marks a constructor parameter of a compiled optimizer with the range of its hyperparameter, so that a constant outside it is
/// found where the optimizer is used, in any project.
/// </summary>
/// <param name="range">What it may be, as <c>[0, 1)</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InRangeAttribute(string range) : Attribute
{
    /// <summary>What it may be.</summary>
    public string Range { get; } = range;

    /// <summary>What goes wrong outside the range; <see langword="null"/> where the recipe does not say it.</summary>
    public string? Why { get; set; }
}
