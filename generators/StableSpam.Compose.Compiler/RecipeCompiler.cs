using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler;

/// <summary>The way through the compiler: model, bound chain, lowered program, passes, plan.</summary>
public static class RecipeCompiler
{
    /// <summary>Compiles an optimizer; <see langword="null"/>, with findings, if it has mistakes. Never throws.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="catalog">The transforms that its chain can name.</param>
    /// <param name="findings">Where mistakes go. Nothing is compiled while it holds errors.</param>
    /// <param name="log">Is shown the program after lowering and after each pass.</param>
    public static CompiledOptimizer? Compile(
        OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings, Action<string, StepProgram>? log = null)
    {
        try
        {
            if (findings.HasErrors || ChainBinder.Bind(optimizer, catalog, findings) is not { } bound) return null;
            if (ChainLowering.Lower(bound, findings) is not { } lowered) return null;
            log?.Invoke("lower", lowered);
            StepProgram optimised = PassPipeline.Run(lowered, log);
            StepPlan plan = Scheduler.Plan(optimised);
            BudgetCheck.Run(optimizer.Budget, plan, findings);
            return findings.HasErrors ? null : new CompiledOptimizer(optimizer, lowered, plan);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            findings.Report(FindingCatalog.Internal, optimizer.Name.Span, exception.ToString().Replace("\r", "").Replace('\n', ' '));
            return null;
        }
    }
}

/// <summary>An optimizer that compiled.</summary>
/// <param name="Model">What was compiled.</param>
/// <param name="Lowered">The program before any pass: what the interpreter runs.</param>
/// <param name="Plan">The scheduled program: what is emitted.</param>
public sealed record CompiledOptimizer(OptimizerModel Model, StepProgram Lowered, StepPlan Plan)
{
    /// <summary>The class on the array host, as C#.</summary>
    /// <param name="namespaceName">Namespace of the class; empty for the global one.</param>
    /// <param name="modifiers">What stands before <c>class</c>.</param>
    public string EmitForArrays(string namespaceName, string modifiers = ClassIdentity.PublicPartial) =>
        new ArrayHostEmitter(Plan, new ClassIdentity(Model.Name.Text, namespaceName, modifiers, Model.Summary, Model.Source)).Emit();
}
