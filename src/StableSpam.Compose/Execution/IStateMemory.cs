namespace StableSpamCompose.Execution;

/// <summary>Memory that the element states of a parameter lie in, of the host or of a device.</summary>
internal interface IStateMemory : IDisposable
{
    /// <summary>How many bytes it is.</summary>
    nint Size { get; }
}
