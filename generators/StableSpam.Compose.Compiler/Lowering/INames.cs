using StableSpamCompose.Compiler.Language;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>What names mean to an expression: those of a transform's rule, or those of a binding.</summary>
internal interface INames
{
    /// <summary>Whether random numbers, which every element has of its own, may be drawn here.</summary>
    bool MayDrawRandomNumbers { get; }

    /// <summary>Whether rows and columns are those of the flattened view, not of the batched one.</summary>
    bool IsFlattened { get; }

    /// <summary>The value that <paramref name="name"/> stands for; <see langword="null"/>, with a finding, if it means nothing.</summary>
    int? Resolve(Name name);
}
