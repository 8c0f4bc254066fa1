namespace StableSpamCompose.Checkpoints;

/// <summary>A checkpoint cannot be read, or belongs to something else; the message says what and where.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="cause">The failure behind it, if there is one.</param>
public sealed class CheckpointException(string message, Exception? cause = null) : Exception(message, cause);
