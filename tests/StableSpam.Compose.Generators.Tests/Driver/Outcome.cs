using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StableSpamCompose.Generators.Tests.Driver;

/// <summary>What a run of the generator made.</summary>
/// <param name="result">The result.</param>
/// <param name="project">The project without what was made.</param>
internal sealed class Outcome(GeneratorRunResult result, Compilation project)
{
    private static readonly DiagnosticFormatter DiagnosticFormatter = new();

    private readonly Lazy<Compilation> _compilation = new(() => project.AddSyntaxTrees(result.GeneratedSources.Select(source => source.SyntaxTree)));

    public GeneratorRunResult Result => result;

    /// <summary>The project with its generated sources.</summary>
    public Compilation Compilation => _compilation.Value;

    /// <summary>What the generator reports, as the build prints it.</summary>
    public IReadOnlyList<string> Diagnostics =>
        [.. result.Diagnostics.Select(diagnostic => DiagnosticFormatter.Format(diagnostic, CultureInfo.InvariantCulture))];

    /// <summary>The generated sources by name.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>What the C# compiler says of the project with its generated sources.</summary>
    public IReadOnlyList<string> Compile() =>
        [.. Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => DiagnosticFormatter.Format(diagnostic, CultureInfo.InvariantCulture))];

    /// <summary>Why each output of a step is there, in order.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        result.TrackedSteps.TryGetValue(step, out var runs) ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)] : [];

    /// <summary>Why each source and each diagnostic that the generator hands over is there.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons() =>
        [.. result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
