using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Recipes;

/// <summary>The optimizers of the library that a project takes by the item <c>Optimizer</c>.</summary>
internal static class LibraryOptimizer
{
    /// <summary>Those of <paramref name="settings"/> that the library has.</summary>
    public static IEnumerable<DeclaredOptimizer> Read(ProjectSettings settings, CancellationToken cancellation) =>
        from name in settings.LibraryOptimizers
        where RecipeLibrary.Optimizers.ContainsKey(name)
        let model = RecipeLibrary.Optimizers[name]
        select new DeclaredOptimizer(model.Name.Span, settings.Namespace, ClassIdentity.PublicPartial, model, EquatableArray<Finding>.Empty);
}
