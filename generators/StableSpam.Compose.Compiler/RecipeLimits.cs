namespace StableSpamCompose.Compiler;

/// <summary>
/// How large a recipe may be. No optimizer comes near any of these; they are there so that what is mistaken or hostile is
/// refused at once, with a reason, rather than compiled for minutes or until the stack is full.
/// </summary>
public static class RecipeLimits
{
    /// <summary>Characters of a file, and of a text in an attribute.</summary>
    public const int Characters = 65_536;

    /// <summary>Characters of a name.</summary>
    public const int NameLength = 64;

    /// <summary>Entries of a list or a mapping: hyperparameters, states, transforms of a chain.</summary>
    public const int Entries = 64;

    /// <summary>Values of all flags and choices of a transform, each of which is checked.</summary>
    public const int StructuralValues = 64;

    /// <summary>Chains by name.</summary>
    public const int Chains = 16;

    /// <summary>Values that all programs of an optimizer compute and read, each counted once.</summary>
    public const int Values = 3_000;

    /// <summary>Levels of a plan: folds that wait for one another, and the passes between them.</summary>
    public const int Levels = 32;

    /// <summary>Values that all passes of a plan compute, those computed again counted again.</summary>
    public const int ValuesInPasses = 4_000;
}
