namespace StableSpamCompose.Compiler.Ir;

/// <summary>Which parameters of an optimizer a program is for.</summary>
/// <param name="Chain">Number of its chain among those of the optimizer. The parameters of a group that are on one chain share group states.</param>
/// <param name="Match">What the parameter's whole name matches: <c>*</c> stands for any characters, <c>?</c> for one.</param>
/// <param name="Shape">The shapes that it is for.</param>
public sealed record ParameterCase(int Chain, string Match, ShapeCase Shape)
{
    /// <summary>Every parameter.</summary>
    public static ParameterCase All { get; } = new(0, "*", ShapeCase.Any);
}

/// <summary>Shapes that a rule distinguishes.</summary>
public enum ShapeCase
{
    /// <summary>All of them.</summary>
    Any,

    /// <summary>Two dimensions or more.</summary>
    Matrix,

    /// <summary>One dimension or none.</summary>
    Vector,
}

/// <summary>A fold over tensors to which several programs of an optimizer contribute.</summary>
/// <param name="Opcode">How it folds.</param>
/// <param name="Over">Which tensors.</param>
/// <param name="Round">
/// All programs fold what is of one round together, at one barrier each, and round after round; a fold comes in a later round
/// than those that it depends on in any program.
/// </param>
public sealed record SharedFold(Opcode Opcode, TensorSet Over, int Round);
