namespace StableSpamCompose.Replay;

/// <summary>A mistake in what the replay was given: its message says in a line what is wrong and what to do.</summary>
public sealed class ReplayException(string message) : Exception(message);
