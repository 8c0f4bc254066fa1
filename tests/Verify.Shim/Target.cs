namespace VerifyTests;

/// <summary>One text of a verification, kept in a file of its own.</summary>
/// <param name="extension">How its file name ends, without a dot.</param>
/// <param name="data">The text.</param>
/// <param name="name">What tells its file from the others of the test; <see langword="null"/> for the only one.</param>
public readonly struct Target(string extension, string data, string? name = null)
{
    /// <summary>How its file name ends, without a dot.</summary>
    public string Extension { get; } = extension;

    /// <summary>What tells its file from the others of the test.</summary>
    public string? Name { get; } = name;

    internal string Text { get; } = data;
}
