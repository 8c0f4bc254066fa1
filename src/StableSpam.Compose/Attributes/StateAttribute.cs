namespace StableSpamCompose.Attributes;

/// <summary>Declares what a <see cref="TransformAttribute"/> on the same class keeps from step to step.</summary>
/// <param name="name">Its name in the rule, in <c>snake_case</c>.</param>
/// <param name="per">One value for each of what.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StateAttribute(string name, Per per) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>One value for each of what.</summary>
    public Per Per { get; } = per;

    /// <summary>The transform that keeps it; may be left out where the class declares one transform and is no optimizer.</summary>
    public string? Of { get; set; }

    /// <summary>What a state of elements is stored in: <c>float32</c>, <c>bfloat16</c> or <c>float16</c>; fp32 where it is not given.</summary>
    public string? Type { get; set; }

    /// <summary>How it is rounded when it is stored in fewer bits: <c>nearest</c> or <c>stochastic</c>; to nearest where it is not given.</summary>
    public string? Rounding { get; set; }

    /// <summary>What the chance of stochastic rounding is drawn from, an expression of step values: <c>seed</c>.</summary>
    public string? Seed { get; set; }

    /// <summary>What it means, so that other transforms find it: <c>second moment</c>.</summary>
    public string? Role { get; set; }

    /// <summary>Whether a momentum reset clears it.</summary>
    public bool IsMoment { get; set; }

    /// <summary>Its value before the first update, a number or an expression; 0 where it is not given.</summary>
    public string? Initial { get; set; }

    /// <summary>The condition of flags and choices under which it exists.</summary>
    public string? When { get; set; }

    /// <summary>The shape for which it exists: <c>matrix</c> or <c>vector</c>.</summary>
    public string? For { get; set; }
}

/// <summary>What there is one value of a state for.</summary>
public enum Per
{
    /// <summary>Each element of a tensor.</summary>
    Element,

    /// <summary>Each row.</summary>
    Row,

    /// <summary>Each column.</summary>
    Column,

    /// <summary>Each block.</summary>
    Block,

    /// <summary>Each matrix of a tensor.</summary>
    Matrix,

    /// <summary>Each tensor.</summary>
    Tensor,

    /// <summary>All tensors of a param group together.</summary>
    Group,

    /// <summary>Each parameter, as a value that the host knows.</summary>
    Step,
}
