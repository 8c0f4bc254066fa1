using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Lowers recipes for the interpreter; a mistake in one fails the test with its findings.</summary>
internal static class LibraryPrograms
{
    public static StepProgram Lower(string optimizer) =>
        Lower(RecipeLibrary.Optimizers[optimizer], RecipeLibrary.Transforms, new FindingBag());

    public static StepProgram Lower(OptimizerModel model, TransformCatalog catalog, FindingBag findings)
    {
        StepProgram? lowered = ChainBinder.Bind(model, catalog, findings) is { } bound ? ChainLowering.Lower(bound, findings) : null;
        Assert.True(lowered is not null && !findings.HasErrors, string.Join("\n", findings.Findings));
        return lowered;
    }
}
