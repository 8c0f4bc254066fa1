namespace StableSpamCompose.Attributes;

/// <summary>
/// Says that a <see cref="TransformAttribute"/> on the same class should stand before another transform: chains that have them the
/// other way round are warned.
/// </summary>
/// <param name="transform">The other transform.</param>
/// <param name="why">What goes wrong otherwise, in words.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BeforeAttribute(string transform, string why) : Attribute
{
    /// <summary>The other transform.</summary>
    public string Transform { get; } = transform;

    /// <summary>What goes wrong otherwise.</summary>
    public string Why { get; } = why;

    /// <summary>The transform that says it; may be left out where the class declares one transform and is no optimizer.</summary>
    public string? Of { get; set; }
}
