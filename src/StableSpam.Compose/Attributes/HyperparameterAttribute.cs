namespace StableSpamCompose.Attributes;

/// <summary>
/// Declares a hyperparameter: of the optimizer itself, which transforms read through <see cref="ChainLinkAttribute.Bind"/>, or of
/// a transform that the same class declares.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HyperparameterAttribute : Attribute
{
    /// <summary>A number.</summary>
    /// <param name="name">Its name, in <c>snake_case</c>.</param>
    /// <param name="value">Its default.</param>
    public HyperparameterAttribute(string name, double value)
        : this(name, (object)value)
    {
    }

    /// <summary>A flag, which selects structure.</summary>
    /// <param name="name">Its name, in <c>snake_case</c>.</param>
    /// <param name="value">Its default.</param>
    public HyperparameterAttribute(string name, bool value)
        : this(name, (object)value)
    {
    }

    /// <summary>A choice, which selects structure.</summary>
    /// <param name="name">Its name, in <c>snake_case</c>.</param>
    /// <param name="value">Its default, one of <see cref="Choices"/>.</param>
    public HyperparameterAttribute(string name, string value)
        : this(name, (object)value)
    {
    }

    private HyperparameterAttribute(string name, object value)
    {
        Name = name;
        Default = value;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its default.</summary>
    public object Default { get; }

    /// <summary>The transform that it belongs to; the optimizer where it is not given.</summary>
    public string? Of { get; set; }

    /// <summary>What it may be, as <c>[0, 1)</c>; anything where it is not given.</summary>
    public string? Range { get; set; }

    /// <summary>What goes wrong outside the range, for messages: <c>1 would never move the average</c>.</summary>
    public string? Why { get; set; }

    /// <summary>The values of a choice.</summary>
    public string[]? Choices { get; set; }

    /// <summary>One line of what it does.</summary>
    public string? Summary { get; set; }

    /// <summary>Whether it takes whole numbers only.</summary>
    public bool IsInteger { get; set; }
}
