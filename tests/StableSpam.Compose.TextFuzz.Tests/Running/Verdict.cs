using System.Globalization;
using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.TextFuzz.Tests.Inputs;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>What is wrong with how the compiler took an input.</summary>
internal static class Verdict
{
    /// <summary>What a generator or an analyzer that throws is reported as.</summary>
    private static readonly string[] Failures = [FindingCatalog.Internal.Id, "CS8785", "AD0001"];

    /// <summary>What is wrong; <see langword="null"/> where the input was refused with reasons, or classes were made of it that C# can read.</summary>
    public static string? Of(FuzzInput input, GeneratorRunResult result)
    {
        if (result.Exception is { } exception) return $"The generator failed: {exception}";
        foreach (Diagnostic diagnostic in result.Diagnostics)
        {
            if (Of(diagnostic) is { } wrong) return wrong;
        }
        bool isRefused = result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        bool hasRecipe = input.Files.Any(file => file.Path == FuzzInput.OptimizerPath);
        if (hasRecipe && !isRefused && result.GeneratedSources.Length == 0) return "There is no class, and no reason why.";
        foreach (GeneratedSourceResult source in result.GeneratedSources)
        {
            if (source.SyntaxTree.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning) is { } slip)
                return $"What was emitted cannot be read: {slip}\n{source.SourceText}";
        }
        return null;
    }

    /// <summary>What is wrong with a diagnostic; <see langword="null"/> for one that can be printed as it is.</summary>
    public static string? Of(Diagnostic diagnostic)
    {
        string line = diagnostic.ToString();
        if (Failures.Contains(diagnostic.Id)) return line;
        char odd = diagnostic.GetMessage(CultureInfo.InvariantCulture).FirstOrDefault(IsOdd);
        return odd == '\0' ? null : $"A message holds U+{(int)odd:X4}: {line}";
    }

    // What would break the line that a build prints, or show it other than it is.
    private static bool IsOdd(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
