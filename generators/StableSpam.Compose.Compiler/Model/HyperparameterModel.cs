using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>A hyperparameter of a transform or of an optimizer.</summary>
public sealed record HyperparameterModel
{
    /// <summary>Its name in recipes and constructors, <c>snake_case</c>.</summary>
    public required Spelled Name { get; init; }

    /// <summary>What kind of value it takes.</summary>
    public required HyperparameterKind Kind { get; init; }

    /// <summary>The default of a number.</summary>
    public NumberText Default { get; init; } = NumberText.Zero;

    /// <summary>The default of a flag (<c>true</c>, <c>false</c>) or of a choice.</summary>
    public string StructuralDefault { get; init; } = "";

    /// <summary>The values of a choice, in order.</summary>
    public EquatableArray<string> Choices { get; init; }

    /// <summary>What a number may be.</summary>
    public HyperparameterRange Range { get; init; } = HyperparameterRange.Any;

    /// <summary>What goes wrong outside the range, for messages; empty where it is not said.</summary>
    public string Why { get; init; } = "";

    /// <summary>One line of what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether it selects structure and is folded away, rather than being a number at run time.</summary>
    public bool IsStructural => Kind is HyperparameterKind.Flag or HyperparameterKind.Choice;
}

/// <summary>The kinds of hyperparameters.</summary>
public enum HyperparameterKind
{
    /// <summary>A real number, changed at run time as one likes.</summary>
    Real,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>; structural.</summary>
    Flag,

    /// <summary>One of some names; structural.</summary>
    Choice,
}
