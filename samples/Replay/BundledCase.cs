namespace StableSpamCompose.Replay;

/// <summary>The case that is replayed without arguments: the authors' Stable-SPAM.</summary>
internal static class BundledCase
{
    /// <summary>Its problem.</summary>
    public static string ProblemFile => Path.Combine(AppContext.BaseDirectory, "data", "problem.json");

    /// <summary>Its record.</summary>
    public static string CaseFile => Path.Combine(AppContext.BaseDirectory, "data", "stable_spam.json");

    /// <summary>The optimizer that reproduces it.</summary>
    public static string Optimizer => "StableSpamAuthors";

    /// <summary>With these settings.</summary>
    public static IReadOnlyList<string> Settings => ["lr=0.01", "interval=20"];
}
