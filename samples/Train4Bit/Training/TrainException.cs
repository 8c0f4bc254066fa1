namespace StableSpamCompose.Train4Bit.Training;

/// <summary>A mistake in what the program was given: its message says in a line what is wrong and what to do.</summary>
public sealed class TrainException(string message) : Exception(message);
