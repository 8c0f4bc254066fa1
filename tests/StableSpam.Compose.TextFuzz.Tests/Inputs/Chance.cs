namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>What chance decides, and how often it decides for something that should not stand there.</summary>
internal sealed class Chance
{
    private readonly double _oddity;

    /// <summary>Draws how odd things are to be: often not at all, so that what is made is compiled to the end.</summary>
    public Chance(Random random)
    {
        Random = random;
        _oddity = random.Next(4) switch { 0 or 1 => 0, 2 => 0.01, _ => 0.1 };
    }

    /// <summary>The generator.</summary>
    public Random Random { get; }

    /// <summary>Whether something odd is due.</summary>
    public bool IsOdd() => Random.NextDouble() < _oddity;

    /// <summary>True once in so many times.</summary>
    public bool Once(int times) => Random.Once(times);

    /// <summary>One of some texts; an odd one where that is due.</summary>
    public string Pick(IReadOnlyList<string> of, IReadOnlyList<string> odd) => Random.Pick(IsOdd() ? odd : of);

    /// <summary>One of some texts.</summary>
    public string Pick(IReadOnlyList<string> of) => Random.Pick(of);
}
