namespace StableSpamCompose.Attributes;

/// <summary>
/// Marks the class that makes compiled optimizers by name, so that a constant name, and settings written where it is called, are
/// checked in any project.
/// </summary>
/// <param name="optimizers">The optimizers.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RegistryAttribute(params Type[] optimizers) : Attribute
{
    /// <summary>The optimizers.</summary>
    public IReadOnlyList<Type> Optimizers { get; } = optimizers;
}
