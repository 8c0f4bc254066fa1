namespace StableSpamCompose.Compiler.Text;

/// <summary>Every mistake that the compiler knows, in groups of a hundred. An id, once given, stays with its mistake.</summary>
public static partial class FindingCatalog
{
    // ---- 00xx: the compiler itself

    /// <summary>The compiler failed; its own fault.</summary>
    public static readonly FindingKind Internal = Error("SSC0000", "The compiler failed",
        "The optimizer compiler failed on this recipe, which is a defect of the compiler; please report it: {0}");

    /// <summary>A reason at the end of a message: <c>"; 1 would never move the average"</c>, or nothing where there is none.</summary>
    public static string Because(string why) => why.Length > 0 ? "; " + why.TrimEnd('.') : "";

    private static FindingKind Error(string id, string title, string message) => new(id, Severity.Error, title, message);

    private static FindingKind Warning(string id, string title, string message) => new(id, Severity.Warning, title, message);
}
