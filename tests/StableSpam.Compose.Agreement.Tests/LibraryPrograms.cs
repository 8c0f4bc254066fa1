using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Compiles recipes for the interpreter; a mistake in one fails the test with its findings.</summary>
internal static class LibraryPrograms
{
    public static CompiledOptimizer Compile(string optimizer) =>
        Compile(RecipeLibrary.Optimizers[optimizer], RecipeLibrary.Transforms, new FindingBag());

    /// <summary>What the interpreter runs.</summary>
    public static IReadOnlyList<StepProgram> Lower(string optimizer) => Lowered(Compile(optimizer));

    /// <summary>What the interpreter runs.</summary>
    public static IReadOnlyList<StepProgram> Lowered(CompiledOptimizer compiled) => [.. compiled.Programs.Select(program => program.Lowered)];

    public static CompiledOptimizer Compile(OptimizerModel model, TransformCatalog catalog, FindingBag findings)
    {
        CompiledOptimizer? compiled = RecipeCompiler.Compile(model, catalog, findings);
        Assert.True(compiled is not null && !findings.HasErrors, string.Join("\n", findings.Findings));
        return compiled;
    }
}
