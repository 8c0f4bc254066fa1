namespace StableSpamCompose.Attributes;

/// <summary>
/// A condition that the learning rate and the hyperparameters of an optimizer keep, such as <c>beta1 &lt;= beta2</c>. Compiled
/// optimizers carry theirs, so that calls in other projects are checked against it.
/// </summary>
/// <param name="condition">The condition, in the rule language.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RelationAttribute(string condition) : Attribute
{
    /// <summary>The condition.</summary>
    public string Condition { get; } = condition;
}
