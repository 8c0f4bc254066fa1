using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators;

/// <summary>An optimizer of the project before it is compiled, whatever declares it.</summary>
/// <param name="Place">Where it is declared.</param>
/// <param name="Namespace">Namespace of its class; empty for the global one.</param>
/// <param name="Modifiers">What stands before <c>class</c>.</param>
/// <param name="Model">What it is; <see langword="null"/> where its mistakes leave nothing of use.</param>
/// <param name="Findings">Its mistakes so far.</param>
internal sealed record DeclaredOptimizer(
    SourceSpan Place, string Namespace, string Modifiers, OptimizerModel? Model, EquatableArray<Finding> Findings);
