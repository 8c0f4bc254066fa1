namespace StableSpamCompose.Attributes;

/// <summary>Lets a <see cref="TransformAttribute"/> on the same class read a state of a later transform in the chain, by its role.</summary>
/// <param name="name">What the rule calls it.</param>
/// <param name="role">Its role, as in <c>second moment</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class UsesAttribute(string name, string role) : Attribute
{
    /// <summary>What the rule calls it.</summary>
    public string Name { get; } = name;

    /// <summary>Its role.</summary>
    public string Role { get; } = role;

    /// <summary>The transform that reads it; may be left out where the class declares one transform and is no optimizer.</summary>
    public string? Of { get; set; }
}
