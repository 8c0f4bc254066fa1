using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Snapshots.Tests;

/// <summary>Compiles library optimizers.</summary>
internal static class Library
{
    /// <summary>The optimizers whose every form is kept as a snapshot: one of one pass, one of several.</summary>
    public static TheoryData<string> Examples => ["AdamW", "StableSpam"];

    /// <summary>All optimizers, in the order of their names.</summary>
    public static IEnumerable<string> Names => RecipeLibrary.Optimizers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Compiles one.</summary>
    public static CompiledOptimizer Compile(string name, Action<string, StepProgram>? log = null)
    {
        var findings = new FindingBag();
        CompiledOptimizer? compiled = RecipeCompiler.Compile(RecipeLibrary.Optimizers[name], RecipeLibrary.Transforms, findings, log);
        Assert.Empty(findings.Findings);
        return compiled!;
    }
}
