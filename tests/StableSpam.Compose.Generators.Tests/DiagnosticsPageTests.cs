using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Analyzers;

namespace StableSpamCompose.Generators.Tests;

/// <summary><c>generators/DIAGNOSTICS.md</c> explains every mistake, and every diagnostic leads there.</summary>
public partial class DiagnosticsPageTests
{
    private static readonly FindingKind[] Kinds =
        [.. typeof(FindingCatalog).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<FindingKind>()];

    private static readonly string Page = File.ReadAllText(Metadata("DiagnosticsPage")).ReplaceLineEndings("\n");

    [Fact]
    public void Ids_are_of_one_mistake_each() => Assert.Equal(Kinds.Length, Kinds.Select(kind => kind.Id).Distinct().Count());

    [Fact]
    public void Every_mistake_has_a_section_with_its_title_and_severity_in_the_order_of_ids()
    {
        string[] expected = [.. Kinds.OrderBy(kind => kind.Id, StringComparer.Ordinal).Select(kind => $"### {kind.Id}\n\n**{kind.Title}** ({kind.Severity.ToString().ToLowerInvariant()})\n")];

        Assert.Equal(expected, Sections().Matches(Page).Select(match => match.Value));
    }

    [Fact]
    public void Every_section_explains_something()
    {
        string[] bodies = Sections().Split(Page)[1..];

        Assert.Equal(Kinds.Length, bodies.Length);
        Assert.All(bodies, body => Assert.True(body.Trim().Length > 30, body));
    }

    [Fact]
    public void Every_diagnostic_links_to_its_section()
    {
        Diagnostic diagnostic = Assert.Single(Driver.Project.Empty.WithRecipe("/r/a.optimizer.yaml", "optimizer: A\nchain: [Lionn]\n").Run().Result.Diagnostics);

        Assert.EndsWith("/generators/DIAGNOSTICS.md#ssc0401", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.All(
            new CallSiteAnalyzer().SupportedDiagnostics.Concat(new SettingsAnalyzer().SupportedDiagnostics).Concat(new StrayAttributeAnalyzer().SupportedDiagnostics),
            descriptor => Assert.EndsWith($"#{descriptor.Id.ToLowerInvariant()}", descriptor.HelpLinkUri, StringComparison.Ordinal));
        Assert.All(Kinds, kind => Assert.StartsWith(Metadata("RepositoryUrl") + "/", kind.HelpLink, StringComparison.Ordinal));
    }

    private static string Metadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;

    [GeneratedRegex("^### .*\n\n.*\n", RegexOptions.Multiline)]
    private static partial Regex Sections();
}
