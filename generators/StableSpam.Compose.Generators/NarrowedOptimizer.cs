using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Generators.Recipes;

namespace StableSpamCompose.Generators;

/// <summary>An optimizer with the project's transforms that it can depend on: an edit of another transform leaves it equal.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Transforms">The transforms.</param>
/// <param name="Host">What its class derives from.</param>
internal sealed record NarrowedOptimizer(DeclaredOptimizer Optimizer, ProjectTransforms Transforms, OptimizerHost Host)
{
    /// <summary>Leaves out the transforms that the chain does not name.</summary>
    public static NarrowedOptimizer Of(
        (DeclaredOptimizer Optimizer, (ProjectTransforms Transforms, OptimizerHost Host) Project) input, CancellationToken cancellation)
    {
        (DeclaredOptimizer optimizer, (ProjectTransforms transforms, OptimizerHost host)) = input;
        return new NarrowedOptimizer(optimizer, transforms.NamedBy(optimizer.Model), host);
    }
}
