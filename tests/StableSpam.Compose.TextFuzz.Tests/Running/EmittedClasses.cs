using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>
/// Compiles emitted classes, many in one compilation. Of classes that differ in comments and strings alone, which are nothing
/// to a compiler that could read them, one is compiled.
/// </summary>
/// <param name="project">What they are compiled against.</param>
internal sealed class EmittedClasses(FuzzedProject project)
{
    private const int BatchSize = 40;

    // Digests: over many inputs the texts themselves would be gigabytes.
    private readonly HashSet<UInt128> _known = [];
    private readonly List<(int Seed, string Text)> _batch = [];

    /// <summary>How many were compiled.</summary>
    public int Compiled { get; private set; }

    /// <summary>Adds the classes of an input, and compiles what has come together; gives back what is wrong with one of them, and the seed of that one.</summary>
    public (int Seed, string Wrong)? Add(int seed, GeneratorRunResult result)
    {
        foreach (GeneratedSourceResult source in result.GeneratedSources)
        {
            if (_known.Add(Digest(CodeTokens.Of(source.SyntaxTree)))) _batch.Add((seed, source.SourceText.ToString()));
        }
        return _batch.Count < BatchSize ? null : Compile();
    }

    /// <summary>Compiles those that are left; gives back what is wrong with one of them, and the seed of that one.</summary>
    public (int Seed, string Wrong)? Compile()
    {
        const string Line = "namespace " + FuzzedProject.Namespace + ";";
        SyntaxTree[] trees =
        [
            .. _batch.Select((emitted, i) => FuzzedProject.Parse(
                emitted.Text.Replace(Line, $"namespace N{i.ToString(CultureInfo.InvariantCulture)};", StringComparison.Ordinal),
                i.ToString(CultureInfo.InvariantCulture))),
        ];
        Diagnostic? slip = project.Compilation.AddSyntaxTrees(trees).GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        (int Seed, string Wrong)? wrong = null;
        if (slip is not null)
        {
            (int seed, string text) = _batch[Math.Max(0, Array.IndexOf(trees, slip.Location.SourceTree))];
            wrong = (seed, $"What was emitted does not compile: {slip}\n{text}");
        }
        Compiled += _batch.Count;
        _batch.Clear();
        return wrong;
    }

    private static UInt128 Digest(string text) => MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
}
