namespace TorchSharp;

/// <summary>Nothing but its name, which clashes with that of others.</summary>
public readonly struct BFloat16;
