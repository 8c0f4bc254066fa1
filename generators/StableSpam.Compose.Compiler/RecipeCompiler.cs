using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler;

/// <summary>The way through the compiler: model, bound chains, lowered programs, passes, plans.</summary>
public static class RecipeCompiler
{
    /// <summary>Compiles an optimizer; <see langword="null"/>, with findings, if it has mistakes. Never throws.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="catalog">The transforms that its chain can name.</param>
    /// <param name="findings">Where mistakes go. Nothing is compiled while it holds errors.</param>
    /// <param name="log">Is shown each program after lowering and after each pass.</param>
    public static CompiledOptimizer? Compile(
        OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings, Action<string, StepProgram>? log = null)
    {
        var advice = new FindingBag();
        try
        {
            if (findings.HasErrors) return null;
            IReadOnlyList<StepProgram> lowered = Lower(optimizer, catalog, findings, advice);
            if (findings.HasErrors) return null;
            var programs = new List<CompiledProgram>();
            foreach (StepProgram program in lowered)
            {
                log?.Invoke("lower", program);
                if (Scheduler.Plan(PassPipeline.Run(program, log), optimizer.Name.Span, findings) is not { } plan) return null;
                BudgetCheck.Run(optimizer.Budget, plan, findings);
                programs.Add(new CompiledProgram(program, plan));
            }
            if (findings.HasErrors) return null;
            ReportAll(advice, findings);
            return new CompiledOptimizer(optimizer, programs.ToEquatableArray());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            findings.ReportFailure(optimizer.Name.Span, exception);
            return null;
        }
    }

    /// <summary>Finds the mistakes of an optimizer and of the rules that its chain uses, without a plan. Never throws.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="catalog">The transforms that its chain can name.</param>
    /// <param name="findings">Where mistakes go, and advice where there are none.</param>
    public static void Check(OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings)
    {
        var advice = new FindingBag();
        try
        {
            Lower(optimizer, catalog, findings, advice);
            if (!findings.HasErrors) ReportAll(advice, findings);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            findings.ReportFailure(optimizer.Name.Span, exception);
        }
    }

    // The programs before any pass; after an error, something that nobody should use.
    private static IReadOnlyList<StepProgram> Lower(OptimizerModel optimizer, TransformCatalog catalog, FindingBag findings, FindingBag advice)
    {
        if (ChainBinder.Bind(optimizer, catalog, findings, advice) is not { } bound) return [];
        List<StepProgram> lowered = bound.Select(chain => ChainLowering.Lower(chain, findings)).OfType<StepProgram>().ToList();
        if (!findings.HasErrors) ProgramSize.Check(lowered, optimizer.Name.Span, findings);
        return findings.HasErrors ? [] : ProgramLinker.Link(lowered, optimizer.Name.Span, findings);
    }

    private static void ReportAll(FindingBag advice, FindingBag findings)
    {
        foreach (Finding warning in advice.Findings) findings.Report(warning.Kind, warning.Span, warning.Arguments.ToArray());
    }
}

/// <summary>An optimizer that compiled.</summary>
/// <param name="Model">What was compiled.</param>
/// <param name="Programs">Its programs, in the order in which parameters look for theirs: the first whose case they are is theirs.</param>
public sealed record CompiledOptimizer(OptimizerModel Model, EquatableArray<CompiledProgram> Programs)
{
    /// <summary>The program for matrices whose name matches no pattern, which often is the only one, before any pass.</summary>
    public StepProgram Lowered => Main.Lowered;

    /// <summary>The plan of that program.</summary>
    public StepPlan Plan => Main.Plan;

    private CompiledProgram Main => Programs.First(program => program.Lowered.Case.Chain == Programs[Programs.Count - 1].Lowered.Case.Chain);

    /// <summary>The class on the array host, as C#.</summary>
    /// <param name="namespaceName">Namespace of the class; empty for the global one.</param>
    /// <param name="modifiers">What stands before <c>class</c>.</param>
    public string EmitForArrays(string namespaceName, string modifiers = ClassIdentity.PublicPartial) =>
        Emit(OptimizerHost.Arrays, namespaceName, modifiers);

    /// <summary>The class on a host, as C#.</summary>
    /// <param name="host">What it derives from.</param>
    /// <param name="namespaceName">Namespace of the class; empty for the global one.</param>
    /// <param name="modifiers">What stands before <c>class</c>.</param>
    public string Emit(OptimizerHost host, string namespaceName, string modifiers = ClassIdentity.PublicPartial)
    {
        var identity = new ClassIdentity(Model.Name.Text, namespaceName, modifiers, Model.Summary, Model.Source);
        List<StepPlan> plans = Programs.Select(program => program.Plan).ToList();
        HostEmitter emitter = host == OptimizerHost.TorchSharp ? new TorchHostEmitter(plans, identity) : new ArrayHostEmitter(plans, identity);
        return emitter.Emit();
    }
}

/// <summary>One of an optimizer's programs.</summary>
/// <param name="Lowered">The program before any pass: what the interpreter runs.</param>
/// <param name="Plan">The scheduled program: what is emitted.</param>
public sealed record CompiledProgram(StepProgram Lowered, StepPlan Plan);
