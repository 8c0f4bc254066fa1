namespace StableSpamCompose.Bench.CommandLine;

/// <summary>A mistake in what the program was given, in a line that says what to do.</summary>
internal sealed class BenchException(string message) : Exception(message);
