using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Generators.Recipes;

/// <summary>Reads the optimizer of a recipe file.</summary>
internal static class RecipeOptimizer
{
    /// <summary>Reads <c>*.optimizer.yaml</c>.</summary>
    public static DeclaredOptimizer Read((RecipeFile File, ProjectSettings Settings) input, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RecipeFile file = input.File;
        var findings = new FindingBag();
        OptimizerModel? model = Guarded.Run(file.Start, findings, () => RecipeReader.ReadOptimizer(file.Path, file.Text, findings));
        return new DeclaredOptimizer(
            model?.Name.Span ?? file.Start, input.Settings.Namespace, ClassIdentity.PublicPartial, model, findings.Findings.ToEquatableArray());
    }
}
