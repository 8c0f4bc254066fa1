namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>What a made transform declares, for its rule to use.</summary>
internal sealed class DeclaredNames
{
    /// <summary>Hyperparameters that are numbers.</summary>
    public List<string> Numbers { get; } = [];

    /// <summary>Flags.</summary>
    public List<string> Flags { get; } = [];

    /// <summary>Choices, each of <c>first</c>, <c>second</c> and <c>linear</c>.</summary>
    public List<string> Choices { get; } = [];

    /// <summary>States, each with what there is one value for.</summary>
    public List<(string Name, string Per)> States { get; } = [];

    /// <summary>All hyperparameters.</summary>
    public IEnumerable<string> Hyperparameters => Numbers.Concat(Flags).Concat(Choices);
}
