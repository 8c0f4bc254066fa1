namespace StableSpamCompose.Compiler.Language;

/// <summary>What a function of the rule language does with its arguments.</summary>
public enum FunctionKind
{
    /// <summary>A value of each element of its arguments.</summary>
    Elementwise,

    /// <summary>One value of many elements; <c>over:</c> says which.</summary>
    Reduction,

    /// <summary>A value of the step that moves <c>from:</c> one number <c>to:</c> another.</summary>
    Schedule,

    /// <summary>A random number for each element.</summary>
    Random,
}

/// <summary>How a function of the rule language is called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Parameters">What its arguments without a label are called, in order; all of them are given.</param>
public sealed record FunctionSignature(string Name, FunctionKind Kind, IReadOnlyList<string> Parameters)
{
    /// <summary>The labels that its other arguments carry.</summary>
    public IReadOnlyList<string> Labels { get; } = Kind switch
    {
        FunctionKind.Reduction => [Vocabulary.Over],
        FunctionKind.Schedule => ["from", "to"],
        _ => [],
    };

    /// <summary>Whether every label must be given.</summary>
    public bool LabelsAreRequired => Kind == FunctionKind.Schedule;

    /// <summary>How it is called, such as <c>cosine(x, n, from: .., to: ..)</c>; labels that may be left out are.</summary>
    public string Usage =>
        $"{Name}({string.Join(", ", LabelsAreRequired ? Parameters.Concat(Labels.Select(label => label + ": ..")) : Parameters)})";
}
