namespace StableSpamCompose.Tests;

/// <summary>Tests that measure the process and run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}
