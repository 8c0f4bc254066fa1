using System.Reflection;

namespace StableSpamCompose.Compiler.Text;

/// <summary>How serious a finding is.</summary>
public enum Severity
{
    /// <summary>The optimizer is emitted, but probably does not do what was meant.</summary>
    Warning,

    /// <summary>The optimizer cannot be emitted.</summary>
    Error,
}

/// <summary>One kind of mistake. All of them are in <see cref="FindingCatalog"/>.</summary>
/// <param name="Id"><c>SSCnnnn</c>; never used again for another mistake.</param>
/// <param name="Severity">How serious it is.</param>
/// <param name="Title">The mistake in a few words.</param>
/// <param name="Message">What to say, with <c>{0}</c>, <c>{1}</c> .. for the facts of the case.</param>
public sealed record FindingKind(string Id, Severity Severity, string Title, string Message)
{
    private static readonly string Explanations = RepositoryUrl + "/blob/main/generators/DIAGNOSTICS.md";

    /// <summary>Where the mistake is explained at length.</summary>
    public string HelpLink => $"{Explanations}#{Id.ToLowerInvariant()}";

    // What the build writes into every assembly that is published.
    private static string RepositoryUrl =>
        typeof(FindingKind).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == "RepositoryUrl")?.Value ?? "";
}

/// <summary>A mistake found in a recipe, at its place.</summary>
/// <param name="Kind">Which mistake.</param>
/// <param name="Span">Where.</param>
/// <param name="Arguments">The facts that the message names.</param>
public sealed record Finding(FindingKind Kind, SourceSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>The message with its facts filled in.</summary>
    public string Message => string.Format(System.Globalization.CultureInfo.InvariantCulture, Kind.Message, Arguments.ToArray<object>());

    /// <summary><c>path(line,column): error SSCnnnn: message</c>.</summary>
    public override string ToString() => $"{Span}: {(Kind.Severity == Severity.Error ? "error" : "warning")} {Kind.Id}: {Message}";
}

/// <summary>Collects what one compilation finds.</summary>
public sealed class FindingBag
{
    // Of either severity. Nobody reads more, and an editor that is given more takes its time.
    private const int Most = 1000;

    private readonly List<Finding> _findings = [];
    private readonly HashSet<Finding> _known = [];
    private int _warnings;

    /// <summary>What was found so far, in the order in which it was found; of a great many mistakes, the first.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Whether any finding is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Notes a mistake. The same mistake at the same place is noted once.</summary>
    /// <param name="kind">Which mistake.</param>
    /// <param name="span">Where.</param>
    /// <param name="arguments">The facts that the message names; of those that hold text of the recipe, what could not be read in a message is spelled out.</param>
    public void Report(FindingKind kind, SourceSpan span, params string[] arguments) =>
        Add(new Finding(kind, span, arguments.Select(MessageText.Of).ToEquatableArray()));

    /// <summary>Notes that the compiler itself failed.</summary>
    public void ReportFailure(SourceSpan span, Exception failure) =>
        Add(new Finding(FindingCatalog.Internal, span, new EquatableArray<string>([failure.ToString().Replace("\r", "").Replace('\n', ' ')])));

    private void Add(Finding finding)
    {
        bool isError = finding.Kind.Severity == Severity.Error;
        HasErrors |= isError;
        if ((isError ? _findings.Count - _warnings : _warnings) >= Most || !_known.Add(finding)) return;
        _findings.Add(finding);
        if (!isError) _warnings++;
    }
}
