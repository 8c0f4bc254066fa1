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

/// <summary>A number with the text that it was written as, so that generated code shows <c>1e-8</c> where the recipe does.</summary>
public sealed record NumberText(double Value, string Text)
{
    /// <summary>Zero.</summary>
    public static NumberText Zero { get; } = new(0, "0");
}

/// <summary>An interval of numbers, such as <c>[0, 1)</c>.</summary>
/// <param name="Low">Lower bound; <c>-inf</c> for none.</param>
/// <param name="LowIncluded">Whether the lower bound itself is allowed.</param>
/// <param name="High">Upper bound; <c>inf</c> for none.</param>
/// <param name="HighIncluded">Whether the upper bound itself is allowed.</param>
/// <param name="Text">The interval as written; empty where any number is allowed.</param>
public sealed record HyperparameterRange(double Low, bool LowIncluded, double High, bool HighIncluded, string Text)
{
    /// <summary>Any number but NaN.</summary>
    public static HyperparameterRange Any { get; } = new(double.NegativeInfinity, true, double.PositiveInfinity, true, "");

    /// <summary>Whether <paramref name="value"/> lies within. NaN never does.</summary>
    public bool Contains(double value) =>
        (value > Low || (LowIncluded && value == Low)) && (value < High || (HighIncluded && value == High));
}
